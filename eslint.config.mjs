import eslint from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Imports that would pull a framework or I/O into a pure library. */
const frameworks = [
  '@nestjs/*',
  'bullmq',
  'ioredis',
  'pg',
  '@prisma/*',
  'undici',
  'fastify',
  'class-validator',
  'class-transformer',
];

/** `allowed` are the sibling libraries that a layer may import, by their index alone. */
const layer = (files, allowed, forbidden = []) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: [
              '#signing',
              '#events',
              '#delivery',
              '#persistence',
              '#lanes',
              '#config',
              '#embedded',
              ...allowed.map((name) => `!${name}`),
            ],
            message: 'imports point down: see the layers in ARCHITECTURE.md',
          },
          { group: ['**/libs/**', '**/apps/**'], message: 'import a library by its package name, an app by nobody' },
          ...(forbidden.length > 0
            ? [{ group: forbidden, message: 'a pure library imports node: and its siblings only' }]
            : []),
        ],
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['dist/', 'libs/persistence/src/generated/', 'coverage/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      globals: globals.node,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Nest declares its options as classes and takes literals for them.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'the environment is read in libs/config alone' },
      ],
    },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
  {
    files: ['libs/config/src/**', 'prisma.config.ts', 'test/**', 'bench/**'],
    rules: { 'no-restricted-properties': 'off' },
  },
  layer(['libs/signing/src/**/*.ts'], [], frameworks),
  layer(['libs/events/src/**/*.ts'], ['#signing'], frameworks),
  layer(['libs/delivery/src/**/*.ts'], ['#signing', '#events'], ['@nestjs/*', 'bullmq', 'ioredis', 'pg', '@prisma/*']),
  layer(['libs/config/src/**/*.ts'], []),
  layer(['libs/persistence/src/**/*.ts'], ['#signing', '#events', '#delivery']),
  layer(['libs/lanes/src/**/*.ts'], ['#config', '#persistence']),
  layer(['libs/embedded/src/**/*.ts'], []),
);
