package dev.marina.db;

import org.flywaydb.core.Flyway;

/// The schema's history, as Flyway keeps it.
public final class Migrations {
    /// Where the files lie on the class path.
    static final String LOCATION = "classpath:db/migration";

    private final Flyway flyway;

    public Migrations(String url, String user, String password) {
        this.flyway = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(url, user, password)
                .locations(LOCATION)
                .failOnMissingLocations(true)
                .connectRetries(10)
                // An external database may hold other schemas; ours starts empty, so there is no baseline to take over.
                .cleanDisabled(true)
                .load();
    }

    /// May be called any number of times: applies what is missing and returns how many files that was.
    public int migrate() {
        return flyway.migrate().migrationsExecuted;
    }
}
