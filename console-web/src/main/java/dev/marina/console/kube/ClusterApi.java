package dev.marina.console.kube;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.feed.TableSource;
import dev.marina.console.login.Person;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// One cluster's API as one person. Requests block: they are for an [dev.marina.console.shell.Attempt] or a thread of one's own.
public record ClusterApi(ClusterHttp http, Person person, String tenant, String cluster) {

    public JsonNode read(String path) throws IOException {
        return read(path, "application/json");
    }

    public JsonNode read(String path, String accept) throws IOException {
        return http.read(person, tenant, cluster, path, accept);
    }

    /// The answer as it comes; the caller closes it.
    public InputStream stream(String path, String accept) throws IOException {
        return http.get(person, tenant, cluster, path, accept);
    }

    /// @param type of the document, such as `application/merge-patch+json`
    public JsonNode write(String method, String path, String type, String document) throws IOException {
        return write(method, path, type, document, ClusterHttp.ANSWER);
    }

    /// What takes the cluster longer than other requests.
    public JsonNode write(String method, String path, String type, String document, Duration patience) throws IOException {
        return http.write(person, tenant, cluster, method, path, type, document, patience);
    }

    /// A command in a container, with a terminal.
    ///
    /// @param path of `exec`, with its query
    public ExecChannel exec(String path, ExecChannel.Sink sink) throws IOException {
        return http.exec(person, tenant, cluster, path, sink);
    }

    /// @param list its path, such as `/apis/apps/v1/namespaces/shop/deployments`
    public TableSource table(String list, String fieldSelector) {
        return new HttpTableSource(this, list, fieldSelector);
    }
}
