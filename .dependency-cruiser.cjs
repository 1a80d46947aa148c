/** Imports point one way: main → stacks → constructs → config; cli → review. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from: { path: from }, to: { path: to } })

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    forbid('config-is-data', 'Configuration knows nothing but its own rules.', '^config/', '^(constructs|stacks|policies|review|cli|test|main\\.ts)'),
    forbid('constructs-know-config-only', 'Constructs take a validated deployment and know no stack.', '^constructs/', '^(stacks|policies|review|cli|test|main\\.ts)'),
    forbid('policies-know-no-stack', 'Policies look at what was synthesized.', '^policies/', '^(stacks|review|cli|test|main\\.ts)'),
    forbid('stacks-are-composed-by-main', 'Nothing but the app and the tests imports a stack.', '^(config|constructs|policies|review|cli)/', '^stacks/'),
    forbid('review-knows-plans', 'Review reads Terraform JSON, not constructs.', '^review/', '^(config|constructs|stacks|cli|test|main\\.ts)'),
    forbid('nothing-imports-tests', 'Tests are leaves.', '^(config|constructs|stacks|policies|review|cli|main\\.ts)', '^test/'),
    { name: 'no-circular', comment: 'A cycle has no order.', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', comment: 'A file that nothing imports is dead.', severity: 'error', from: { orphan: true, pathNot: '\\.(test|d)\\.ts$|^test/|\\.(mjs|cjs)$' }, to: {} },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
}
