// The stem: what the names of a deployment's functions, roles and log groups begin with.

export const DEFAULT_STEM = 'wordcount';
