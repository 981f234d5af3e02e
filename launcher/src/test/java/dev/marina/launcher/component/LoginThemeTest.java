package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.marina.launcher.Json;
import dev.marina.launcher.build.Staging;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.instance.Staged;

/// With the files of the repository.
class LoginThemeTest {
    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

    private static final Path SOURCE = Path.of("tenancy/src/main/keycloak/theme/login");

    @TempDir
    private Path home;

    @Test
    void theWayToANewPasswordIsThatOfThisInstallationsConsole() throws Exception {
        Path root = home.resolve("checkout");
        Path theme = Files.createDirectories(root.resolve(SOURCE));
        for (String name : Staged.LOGIN_THEME) {
            Files.copy(CHECKOUT.resolve(SOURCE).resolve(name), theme.resolve(name));
        }
        Staged staged = new Staging(new Layout(root, home)).stage("source");

        LoginTheme read = LoginTheme.of(staged, Map.of("MARINA_CONSOLE_URL", "https://h.test:8080"));

        assertEquals(List.of("theme.properties", "footer.ftl"), List.copyOf(read.files().keySet()));
        assertTrue(read.files().get("theme.properties").contains("consoleUrl=https://h.test:8080\n"));
        assertTrue(read.files().get("footer.ftl").contains("${properties.consoleUrl}/password"), "Keycloak's own placeholders stay");
    }

    @Test
    void theRealmUsesIt() throws Exception {
        assertEquals("marina",
                Json.JSON.readTree(Files.readString(CHECKOUT.resolve("tenancy/src/main/keycloak/marina-realm.json"))).path("loginTheme").asText());
    }

    @Test
    void whatWasNotBuiltHasNone() throws Exception {
        assertTrue(LoginTheme.of(new Staged("", home, Map.of()), Map.of()).files().isEmpty());
    }
}
