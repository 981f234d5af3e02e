package dev.marina.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What an add-on may be: which server it is, where that listens, and by which names applications find it.
public enum AddOnServer {

    POSTGRESQL("postgresql", "marina/postgresql:1", 5432, "DATABASE", "postgresql://%s:%s@%s:%d/app", true, 256),
    MARIADB("mariadb", "marina/mariadb-server:1", 3306, "DATABASE", "mysql://%s:%s@%s:%d/app", true, 384),
    REDIS("redis", "marina/redis:1", 6379, "REDIS", "redis://%s:%s@%s:%d/0", false, 128),
    RABBITMQ("rabbitmq", "marina/rabbitmq:1", 5672, "RABBITMQ", "amqp://%s:%s@%s:%d/app", false, 512);

    private final String type;
    private final String image;
    private final int port;
    private final String prefix;
    private final String url;
    private final boolean named;
    private final int leastMebibytes;

    AddOnServer(String type, String image, int port, String prefix, String url, boolean named, int leastMebibytes) {
        this.type = type;
        this.image = image;
        this.port = port;
        this.prefix = prefix;
        this.url = url;
        this.named = named;
        this.leastMebibytes = leastMebibytes;
    }

    /// Empty for a text that is none.
    public static Optional<AddOnServer> of(String type) {
        return Stream.of(values()).filter(each -> each.type.equals(type)).findFirst();
    }

    public String type() {
        return type;
    }

    public String image() {
        return image;
    }

    public int port() {
        return port;
    }

    /// Of its memory, where it is small.
    public int leastMebibytes() {
        return leastMebibytes;
    }

    /// @param password has no character that a URL would take for something else
    public String url(String username, String password, String host) {
        return url.formatted(username, password, host, port);
    }

    /// The name of the database within it; "" for servers that have none.
    public String database() {
        return named ? "app" : "";
    }

    /// A variable of an application that is bound to one, and the key of the add-on's Secret in which its value is.
    public record Variable(String name, String key) {}

    /// @param own what the application wants before their names; null or "" for nothing
    public List<Variable> variables(String own) {
        String before = (own == null || own.isEmpty() ? "" : own + "_") + prefix + "_";
        Stream<Variable> all = Stream.of(new Variable(before + "URL", "url"), new Variable(before + "HOST", "host"), new Variable(before + "PORT", "port"),
                new Variable(before + "USERNAME", "username"), new Variable(before + "PASSWORD", "password"));
        return named ? Stream.concat(all, Stream.of(new Variable(before + "NAME", "database"))).toList() : all.toList();
    }

    /// The Secret in which the credentials of an add-on are.
    public static String secret(String addOn) {
        return addOn + "-credentials";
    }
}
