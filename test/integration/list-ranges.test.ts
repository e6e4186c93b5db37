// Listings of several ranges at a time from a real S3 server, compared with one page by page.

import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBucket } from '../../src/aws/s3-store.ts';
import { BUCKET, startBucket } from '../emulator/start-aws.ts';
import { setEnvironment } from '../support/environment.ts';
import { inS3Order, KEY_SHAPES } from '../support/key-shapes.ts';
import { seededRandom } from '../support/seeded.ts';
