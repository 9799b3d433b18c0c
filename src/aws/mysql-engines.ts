/** Engines of RDS that speak MySQL's protocol. RDS's listings also hold PostgreSQL, Neptune, DocumentDB and others. */
export const mysqlEngines: readonly string[] = ["mysql", "aurora-mysql", "mariadb"];
