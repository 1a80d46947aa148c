import eslint from '@eslint/js'
import tseslint from 'typescript-eslint'

const seam = [
  { name: 'cdktf', message: 'Import from constructs/core/cdktf: it is the only file that knows cdktf.' },
  { name: 'constructs', message: 'Import from constructs/core/cdktf: it is the only file that knows constructs.' },
]
const provider = {
  name: '@cdktf/provider-aws',
  message: 'Import @cdktf/provider-aws/lib/<resource>: the index loads two thousand files and makes a synth five times slower.',
}

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'cdktf.out', '.local', 'coverage'] },
  eslint.configs.recommended,
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    rules: {
      'no-restricted-imports': ['error', { paths: [...seam, provider], patterns: [{ group: ['cdktf/*', 'constructs/lib/*'], message: seam[0].message }] }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // An index into a list whose length was checked; noUncheckedIndexedAccess can not know.
      '@typescript-eslint/no-non-null-assertion': 'off',
      'max-lines': ['error', 300],
      'no-console': ['error', { allow: ['error'] }],
    },
  },
  { files: ['constructs/core/cdktf.ts'], rules: { 'no-restricted-imports': ['error', { paths: [provider] }] } },
  { files: ['cli/**'], rules: { 'no-console': 'off' } },
  { files: ['test/**'], rules: { 'max-lines': 'off', '@typescript-eslint/no-explicit-any': 'off' } },
  { files: ['**/*.mjs', '**/*.cjs'], languageOptions: { globals: { process: 'readonly', module: 'readonly', console: 'readonly' } } },
)
