package dev.marina.console.applications;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What is proposed for an image that somebody names: a name and a port, to be changed as they like.
///
/// @param known whether the port is that of an image of this name; otherwise it is only a usual one
public record ImageProposal(String name, int port, boolean known) {

    static final int LONGEST_NAME = 52;
    private static final int USUAL_PORT = 8080;
    /// By a word of the image's name, the first that is in it.
    private static final List<Map.Entry<String, Integer>> PORTS = List.of(Map.entry("postgres", 5432), Map.entry("mariadb", 3306), Map.entry("mysql", 3306),
            Map.entry("redis", 6379), Map.entry("valkey", 6379), Map.entry("rabbitmq", 5672), Map.entry("memcached", 11211), Map.entry("mongo", 27017),
            Map.entry("nginx", 80), Map.entry("httpd", 80), Map.entry("apache", 80), Map.entry("caddy", 80), Map.entry("wordpress", 80),
            Map.entry("grafana", 3000), Map.entry("node", 3000), Map.entry("tomcat", 8080), Map.entry("registry", 5000));

    public static ImageProposal of(String image) {
        String path = image.strip().toLowerCase(Locale.ROOT).replaceFirst("@.*$", "");
        String last = path.substring(path.lastIndexOf('/') + 1).replaceFirst(":.*$", "");
        Optional<Integer> port = PORTS.stream().filter(known -> last.contains(known.getKey())).map(Map.Entry::getValue).findFirst();
        return new ImageProposal(name(last), port.orElse(USUAL_PORT), port.isPresent());
    }

    /// The nearest name that an application may have; "" where nothing of it is left.
    static String name(String any) {
        String name = any.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+", "");
        return name.substring(0, Math.min(name.length(), LONGEST_NAME)).replaceAll("-+$", "");
    }
}
