package dev.marina.tenancy.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/// A database with people and tenants of the first release, brought up to date.
class UpgradeIT {

    private static final String BEFORE = "3";

    private static void migrate(DataSource database, String target) {
        Flyway.configure(UpgradeIT.class.getClassLoader()).dataSource(database).locations("classpath:db/migration").target(target).load().migrate();
    }

    private static void update(DataSource database, String... statements) throws Exception {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static List<String> column(DataSource database, String query) throws Exception {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    @Test
    void membersKeepTheirPlacesUnderTheirSubjectsAndOpenSignUpsGoOn() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            DataSource database = postgres.getPostgresDatabase();
            migrate(database, BEFORE);
            update(database, "create schema keycloak", "create table keycloak.realm (id text, name text)",
                    "create table keycloak.user_entity (id text, realm_id text, email text)",
                    "insert into keycloak.realm values ('r1', 'marina'), ('r2', 'master')",
                    "insert into keycloak.user_entity values ('s-ann', 'r1', 'ann@acme.test'), ('s-bob', 'r1', 'bob@acme.test'), ('s-root', 'r2', 'root@acme.test'), "
                            + "('s-new', 'r1', 'new@fresh.test')",
                    "insert into tenant values ('00000000-0000-0000-0000-000000000001', 'acme', 'default', now(), 4, 4, 0)",
                    "insert into membership values ('00000000-0000-0000-0000-000000000001', 'ann@acme.test', 'owner', now()), "
                            + "('00000000-0000-0000-0000-000000000001', 'bob@acme.test', 'viewer', now()), "
                            + "('00000000-0000-0000-0000-000000000001', 'gone@acme.test', 'owner', now())",
                    "insert into signup values ('00000000-0000-0000-0000-000000000002', 'fresh', 'new@fresh.test', 'Running', 'OPEN_NAMESPACE', now(), now(), null), "
                            + "('00000000-0000-0000-0000-000000000003', 'never', 'nobody@never.test', 'Running', null, now(), now(), null), "
                            + "('00000000-0000-0000-0000-000000000001', 'acme', 'ann@acme.test', 'Complete', 'CREATE_NODES', now(), now(), null)");

            migrate(database, "latest");

            assertEquals(List.of("s-ann owner", "s-bob viewer"), column(database, "select subject || ' ' || role from membership order by subject"));
            assertEquals(List.of("ann@acme.test", "bob@acme.test", "new@fresh.test"), column(database, "select email from person order by email"));
            assertEquals(List.of("t"), column(database, "select members_applied < members_version from tenant"));
            assertEquals(List.of("fresh s-new Running"), column(database, "select about || ' ' || (input->>'subject') || ' ' || state from procedure"));
        }
    }
}
