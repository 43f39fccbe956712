// The TypeORM CLI's DataSource: the database that the server itself would use.
export { default } from './src/database/cli-data-source.js'
