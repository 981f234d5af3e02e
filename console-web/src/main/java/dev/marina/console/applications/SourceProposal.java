package dev.marina.console.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What three fields say of a chart or a Kustomize folder.
///
/// @param place of a Git repository, or of a chart's archive
/// @param folder in the repository, and what of it, such as `charts/shop@v1.2`
/// @param values of a chart, as YAML
public record SourceProposal(String place, String folder, String values) {

    public SourceProposal {
        place = place.strip();
        folder = folder.strip();
        values = values.isBlank() ? "" : values;
    }

    /// What an application says now.
    public static SourceProposal of(JsonNode source) {
        JsonNode git = source.path("git");
        String revision = git.path("revision").asText();
        return new SourceProposal(git.path("url").asText(source.path("chart").asText()),
                git.path("path").asText() + (revision.isEmpty() ? "" : "@" + revision), source.path("values").asText());
    }

    public boolean archive() {
        return place.endsWith(".tgz") || place.endsWith(".tar.gz") || inRegistry();
    }

    private boolean inRegistry() {
        return place.startsWith("oci://");
    }

    private String path() {
        int at = folder.lastIndexOf('@');
        return (at < 0 ? folder : folder.substring(0, at)).replaceAll("^\\./|/+$", "");
    }

    /// By the folder, or by what it is in; "" where nothing is said yet.
    public String name() {
        String path = path().isEmpty() || archive() ? place.replaceFirst("/+$", "").replaceFirst("(\\.git|\\.tgz|\\.tar\\.gz)$", "") : path();
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (inRegistry()) {
            return ImageProposal.name(last.replaceFirst("[:@].*$", ""));
        }
        return ImageProposal.name(archive() ? last.replaceFirst("-v?[0-9]+\\..*$", "") : last);
    }

    public ObjectNode source() {
        ObjectNode source = JsonNodeFactory.instance.objectNode();
        if (archive()) {
            source.put("chart", place);
        } else {
            ObjectNode git = source.putObject("git").put("url", place);
            int at = folder.lastIndexOf('@');
            if (at >= 0 && at + 1 < folder.length()) {
                git.put("revision", folder.substring(at + 1));
            }
            if (!path().isEmpty()) {
                git.put("path", path());
            }
        }
        if (!values.isEmpty()) {
            source.put("values", values);
        }
        return source;
    }

    /// A change of what there is to this. What is not said any more goes; the same again is fetched again.
    public ObjectNode change(JsonNode now) {
        ObjectNode patch = source();
        if (!patch.has("values")) {
            patch.putNull("values");
        }
        if (patch.path("git") instanceof ObjectNode git) {
            patch.putNull("chart");
            for (String field : new String[] {"path", "revision"}) {
                if (!git.has(field)) {
                    git.putNull(field);
                }
            }
        } else {
            patch.putNull("git");
        }
        patch.put("fetches", now.path("fetches").asInt() + 1);
        return JsonNodeFactory.instance.objectNode().set("source", patch);
    }
}
