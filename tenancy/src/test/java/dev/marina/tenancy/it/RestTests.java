package dev.marina.tenancy.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.identity.FakeIdentities;
import dev.marina.tenancy.it.Rest.Answer;
import dev.marina.tenancy.management.FakeBackups;
import dev.marina.tenancy.management.FakeExams;
import dev.marina.tenancy.management.FakeLabs;
import dev.marina.tenancy.management.FakeManagementCluster;
import java.io.File;
import java.net.URL;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/// Calls of the REST API on Payara Micro with a real PostgreSQL; Keycloak and the management cluster are played. Each class of tests has a
/// deployment of its own over the same database, so tenants are named apart.
@ExtendWith(ArquillianExtension.class)
@RunAsClient
abstract class RestTests {

    static final String PASSWORD = TokenIssuer.PASSWORD;

    @ArquillianResource
    private URL url;

    static WebArchive platform() {
        Surroundings.start();
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File("target/api.war"))
                .addClasses(FakeEdges.class, FakeIdentities.class, FakeManagementCluster.class, FakeBackups.class, FakeLabs.class, FakeExams.class);
    }

    Rest rest() throws Exception {
        return new Rest(url.toURI());
    }

    static String token(String email) {
        return Surroundings.ISSUER.token(email);
    }

    String owner(String tenant) throws Exception {
        String email = "owner@" + tenant + ".test";
        Answer made = rest().signUp(tenant, email, PASSWORD);
        assertEquals(201, made.status(), made.toString());
        return token(email);
    }

    static String value(String query) throws Exception {
        try (Connection connection = Surroundings.POSTGRES.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "no row";
        }
    }

    static void update(String sql) throws Exception {
        try (Connection connection = Surroundings.POSTGRES.getPostgresDatabase().getConnection(); Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    static void await(String wanted, String query) throws Exception {
        Instant end = Instant.now().plusSeconds(30);
        String seen = value(query);
        while (!seen.equals(wanted)) {
            assertTrue(Instant.now().isBefore(end), "still " + seen + " after 30 s: " + query);
            Thread.sleep(100);
            seen = value(query);
        }
    }
}
