/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  transform: { '\\.m?[jt]s$': ['@swc/jest'] },
  // These packages are published as ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(execa|listr2|get-port|deepmerge-ts|is-stream|npm-run-path|path-key|unicorn-magic|human-signals|figures|is-unicode-supported|pretty-ms|parse-ms|get-stream|@sindresorhus|@sec-ant|strip-final-newline|yoctocolors|is-plain-obj|fast-check|pure-rand)/)'],
  globalSetup: '<rootDir>/test/synthesize-once.ts',
}
