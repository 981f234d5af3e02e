package dev.marina.tenancy.it;

import dev.marina.db.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

/// What the server under test finds when it starts: a migrated PostgreSQL and an issuer of tokens. Started once per JVM.
final class Surroundings {

    static final TokenIssuer ISSUER;
    static final EmbeddedPostgres POSTGRES;

    static {
        try {
            int port = URI.create(System.getenv("DB_URL").substring("jdbc:".length())).getPort();
            POSTGRES = EmbeddedPostgres.builder().setPort(port).start();
            new Migrations(System.getenv("DB_URL"), System.getenv("DB_USER"), System.getenv("DB_PASSWORD")).migrate();
            ISSUER = new TokenIssuer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Surroundings() {}

    static void start() {
        // The static initialiser has done it.
    }
}
