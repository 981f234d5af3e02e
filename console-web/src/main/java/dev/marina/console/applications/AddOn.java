package dev.marina.console.applications;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/// A database as an application, with credentials of its own in a Secret, by which other applications find it.
public enum AddOn {

    MARIADB("MariaDB", "marina/mariadb:1", 3306, "/var/lib/mysql",
            Map.of("MYSQL_ROOT_PASSWORD", "root-password", "MYSQL_DATABASE", "database", "MYSQL_USER", "user", "MYSQL_PASSWORD", "password"), List.of()),
    POSTGRESQL("PostgreSQL", "postgres:17", 5432, "/var/lib/postgresql/data",
            Map.of("POSTGRES_DB", "database", "POSTGRES_USER", "user", "POSTGRES_PASSWORD", "password"), List.of()),
    REDIS("Redis", "redis:7", 6379, "/data", Map.of("REDIS_PASSWORD", "password"),
            List.of("redis-server", "--appendonly", "yes", "--requirepass", "$(REDIS_PASSWORD)"));

    /// On the Secret: the name of the application whose credentials it holds.
    public static final String LABEL = "apps.marina.dev/credentials-of";
    private static final String SIZE = "1Gi";
    private static final String DATABASE = "app";

    private final String title;
    private final String image;
    private final int port;
    private final String path;
    /// Variables of the image, by the keys of the Secret.
    private final Map<String, String> variables;
    private final List<String> args;

    AddOn(String title, String image, int port, String path, Map<String, String> variables, List<String> args) {
        this.title = title;
        this.image = image;
        this.port = port;
        this.path = path;
        this.variables = variables;
        this.args = args;
    }

    public String title() {
        return title;
    }

    /// The one that is proposed.
    public String image() {
        return image;
    }

    /// The Secret, then the application.
    ///
    /// @param passwords gives another one each time it is asked
    public List<ObjectNode> objects(String namespace, String name, String chosen, java.util.function.Supplier<String> passwords) {
        ObjectNode secret = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Secret");
        secret.putObject("metadata").put("name", secretName(name)).put("namespace", namespace).putObject("labels").put(LABEL, name);
        ObjectNode data = secret.putObject("stringData").put("host", name).put("port", Integer.toString(port));
        if (variables.containsValue("user")) {
            data.put("database", DATABASE).put("user", DATABASE);
        }
        variables.values().stream().filter(key -> key.endsWith("password")).sorted().forEach(key -> data.put(key, passwords.get()));
        ObjectNode application = ApplicationRequests.application(namespace, name, chosen, port);
        ObjectNode spec = (ObjectNode) application.get("spec");
        spec.put("internal", true);
        ArrayNode env = spec.putArray("env");
        variables.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .forEach(variable -> env.addObject().put("name", variable.getKey()).putObject("secret").put("name", secretName(name)).put("key",
                        variable.getValue()));
        if (this == POSTGRESQL) {
            // A new file system has a directory of its own at its root, which the server would take for somebody's data.
            env.addObject().put("name", "PGDATA").put("value", path + "/pgdata");
        }
        if (!args.isEmpty()) {
            args.forEach(spec.putArray("args")::add);
        }
        spec.putArray("volumes").addObject().put("name", "data").put("path", path).put("size", SIZE);
        return List.of(secret, application);
    }

    private static String secretName(String name) {
        return name + "-credentials";
    }

    /// The lines by which another application's environment names the credentials.
    public List<String> binding(String name) {
        List<String> keys = variables.containsValue("user") ? List.of("host", "port", "database", "user", "password") : List.of("host", "port", "password");
        return keys.stream().map(key -> "DB_%s@%s/%s".formatted(key.toUpperCase(java.util.Locale.ROOT), secretName(name), key)).toList();
    }
}
