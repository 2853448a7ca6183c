//! The kinds of databases.

super::words! {
    /// The kind of a database, the field `db_type`. The documentation names four and leaves the list open.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/backup>.
    ///
    /// ```
    /// use cloud66_webhooks::DbType;
    ///
    /// assert_eq!(DbType::from("mysql"), DbType::Mysql);
    /// let newer = DbType::from("cassandra");
    /// assert_eq!((newer.as_str(), newer.is_recognized()), ("cassandra", false));
    /// ```
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
