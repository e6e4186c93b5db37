#!/usr/bin/env node
// Before anything is loaded, so that the stacks of --debug name the sources.
const debug = process.argv.includes('--debug') || process.env.WORDCOUNT_DEBUG;
if (debug) process.setSourceMapsEnabled(true);

const { main } = await import('../dist/cli.js');
process.exitCode = await main(process.argv);
