package dev.marina.console.learn;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Permission;
import java.io.IOException;
import java.util.Base64;
import java.util.List;

/// Sources of labs of one cluster, asked as one person. Blocks.
record LabSourceApi(ClusterApi cluster) {

    static final String SOURCES = "/apis/learn.marina.dev/v1/labsources";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String APPLY = "application/apply-patch+yaml";

    static Permission changing(String verb) {
        return new Permission(verb, "learn.marina.dev", "labsources", "", "");
    }

    List<LabSource> all() throws IOException {
        return cluster.read(SOURCES).path("items").valueStream().map(LabSource::of).toList();
    }

    /// Makes it, or replaces what it has.
    ///
    /// @param check only says what would be found
    LabSource bring(String name, byte[] archive, boolean check) throws IOException {
        ObjectNode source = named(name);
        source.putObject("spec").put("archive", Base64.getEncoder().encodeToString(archive));
        return apply(name, source, check);
    }

    LabSource bring(String name, String url, String revision, String path, boolean check) throws IOException {
        ObjectNode source = named(name);
        ObjectNode git = source.putObject("spec").putObject("git").put("url", url);
        if (!revision.isBlank()) {
            git.put("revision", revision.strip());
        }
        if (!path.isBlank()) {
            git.put("path", path.strip());
        }
        return apply(name, source, check);
    }

    private LabSource apply(String name, ObjectNode source, boolean check) throws IOException {
        return LabSource.of(cluster.write("PATCH", SOURCES + "/" + name + "?fieldManager=console&force=true" + (check ? "&dryRun=All" : ""), APPLY,
                source.toString()));
    }

    private static ObjectNode named(String name) {
        ObjectNode source = JSON.createObjectNode().put("apiVersion", "learn.marina.dev/v1").put("kind", "LabSource");
        source.putObject("metadata").put("name", name);
        return source;
    }

    void fetch(LabSource source) throws IOException {
        cluster.write("PATCH", SOURCES + "/" + source.name(), RunChange.TYPE, "{\"spec\":{\"fetches\":%d}}".formatted(source.fetches() + 1));
    }

    void remove(String name) throws IOException {
        cluster.write("DELETE", SOURCES + "/" + name, "application/json", "{}");
    }
}
