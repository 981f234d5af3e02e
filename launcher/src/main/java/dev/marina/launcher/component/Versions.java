package dev.marina.launcher.component;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Versions of the servers that Maven brings, as the build wrote them down.
public final class Versions {
    private static final Properties PROPERTIES = load();

    public static String keycloak() {
        return PROPERTIES.getProperty("keycloak");
    }

    public static String postgresql() {
        return PROPERTIES.getProperty("postgresql");
    }

    public static String payara() {
        return PROPERTIES.getProperty("payara");
    }

    public static String marina() {
        return PROPERTIES.getProperty("marina");
    }

    private static Properties load() {
        try (InputStream in = Versions.class.getResourceAsStream("/servers.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Versions() {}
}
