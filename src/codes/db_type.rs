//! The kinds of databases.

super::words! {
    /// The kind of a database, the field `db_type`. The documentation names four and leaves the list open.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/backup>.
    pub enum DbType {
        /// `mysql`: MySQL.
        Mysql = "mysql";
        /// `postgresql`: PostgreSQL.
        Postgresql = "postgresql";
        /// `redis`: Redis.
        Redis = "redis";
        /// `mongodb`: MongoDB.
        Mongodb = "mongodb";
    }
}
