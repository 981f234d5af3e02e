package dev.marina.db;

import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Migrates the database that `DB_URL`, `DB_USER` and `DB_PASSWORD` name, then exits. Running it again changes nothing.
public final class MigrateMain {
    private static final Logger log = LoggerFactory.getLogger(MigrateMain.class);

    public static void main(String[] args) {
        int applied = new Migrations(required("DB_URL"), required("DB_USER"), required("DB_PASSWORD")).migrate();
        log.atInfo().addKeyValue("applied", applied).log("schema is up to date");
    }

    private static String required(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank())
                .orElseThrow(() -> new IllegalArgumentException(name + " is not set; it names the database to migrate"));
    }

    private MigrateMain() {}
}
