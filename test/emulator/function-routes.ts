// Finds the call of Lambda's control plane for the method and path of a request:
// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html.

/** The call of a request; undefined if it is not supported. */
export function functionAction(
  method: string,
  path: string,
): { action: string; name: string } | undefined {
  if (path === '/2015-03-31/functions' || path === '/2015-03-31/functions/') {
    return method === 'POST' ? { action: 'CreateFunction', name: '' } : undefined;
  }
  if (/^\/2016-08-19\/account-settings\/?$/.test(path)) {
    return method === 'GET' ? { action: 'GetAccountSettings', name: '' } : undefined;
  }
  const [, encoded, rest = ''] =
    /^\/20(?:15-03-31|17-10-31|17-03-31|19-09-30)\/(?:functions|tags)\/([^/]+)(\/.*)?$/.exec(
      path,
    ) ?? [];
  if (encoded === undefined) return undefined;
  const key = path.startsWith('/2017-03-31/tags/') ? `${method} tags` : `${method} ${rest}`;
  const action = ACTIONS[key];
  return action === undefined ? undefined : { action, name: decodeURIComponent(encoded) };
}

const ACTIONS: Readonly<Record<string, string>> = {
  'GET ': 'GetFunction',
  'DELETE ': 'DeleteFunction',
  'PUT /code': 'UpdateFunctionCode',
  'GET /configuration': 'GetFunctionConfiguration',
  'PUT /configuration': 'UpdateFunctionConfiguration',
  'GET /concurrency': 'GetFunctionConcurrency',
  'PUT /concurrency': 'PutFunctionConcurrency',
  'DELETE /concurrency': 'DeleteFunctionConcurrency',
  'GET tags': 'ListTags',
  'POST tags': 'TagResource',
  'DELETE tags': 'UntagResource',
};
