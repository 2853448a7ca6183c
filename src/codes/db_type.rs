//! The kinds of databases, of which the documentation names some.

super::words! {
    /// The kind of a database, `db_type` on the wire.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/backup>.
    pub enum DbType {
        /// MySQL.
        Mysql = "mysql";
        /// PostgreSQL.
        Postgresql = "postgresql";
        /// Redis.
        Redis = "redis";
        /// MongoDB.
        Mongodb = "mongodb";
    }
}
