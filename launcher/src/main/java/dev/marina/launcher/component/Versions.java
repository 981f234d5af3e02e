package dev.marina.launcher.component;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

import dev.marina.launcher.process.Command;

/// Versions of the servers: of those that Maven brings, as the build wrote them down; of those that the machine has, as they say themselves.
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

    /// Of a program of the machine; "unknown" where it is not there.
    static String installed(String... command) {
        try {
            return said(Command.of(command).require());
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }

    /// Such as `containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1+deb12u3`, or
    /// `HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/`.
    static String said(String line) {
        String[] words = line.strip().split("\\s+");
        return words.length > 2 ? words[2] : "unknown";
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
