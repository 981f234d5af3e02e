package dev.marina.builds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A chart that lies in a registry. Before anything of it is fetched its manifest is looked at: an image is no chart, however large.
/// https://helm.sh/docs/topics/registries/, https://github.com/helm/community/blob/main/hips/hip-0006.md
///
/// @param name `oci://registry/path:version`
/// @param login as whom it is asked for; empty: nobody
/// @param authorities directory with certificates of who vouches for the registry; empty: those of the system
/// @param verify whether the registry has to speak TLS and be vouched for
record OciChart(String name, Optional<Login> login, Optional<Path> authorities, boolean verify) {

    static final String SCHEME = "oci://";
    private static final String CONFIG = "application/vnd.cncf.helm.config.v1+json";
    private static final String ARCHIVE = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
    private static final long MOST_BYTES = 16 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    /// @param secret a password, or what is taken for one
    record Login(String user, String secret) {}

    static boolean is(String chart) {
        return chart.startsWith(SCHEME);
    }

    private String reference() {
        return name.substring(SCHEME.length());
    }

    private String registry() {
        return reference().substring(0, reference().indexOf('/'));
    }

    /// Its archive.
    Path fetch(Path work) throws IOException, InterruptedException {
        Path accounts = LoginFile.write(work.resolve("accounts.json"),
                login.map(each -> Map.of(registry(), each.user + ":" + each.secret)).orElse(Map.of()));
        archive(Tool.heard(command(accounts, work, "inspect", "", List.of("--raw", "docker://" + reference()))));
        Path image = work.resolve("oci-chart");
        Tool.spoken(Map.of(), command(accounts, work, "copy", "src-", List.of("--quiet", "docker://" + reference(), "dir:" + image)));
        String digest = archive(Files.readString(image.resolve("manifest.json")));
        return image.resolve(digest.substring(digest.indexOf(':') + 1));
    }

    /// The digest of the layer that is the chart.
    private String archive(String text) throws IOException {
        JsonNode manifest = JSON.readTree(text);
        List<JsonNode> archives = manifest.path("layers").valueStream().filter(layer -> layer.path("mediaType").asText().equals(ARCHIVE)).toList();
        if (!manifest.path("config").path("mediaType").asText().equals(CONFIG) || archives.size() != 1) {
            throw new BuildFailure("%s is in its registry, and is no Helm chart".formatted(name));
        }
        long bytes = manifest.path("layers").valueStream().mapToLong(layer -> layer.path("size").asLong()).sum();
        if (bytes > MOST_BYTES) {
            throw new BuildFailure("%s has %d bytes; it must have %d at most".formatted(name, bytes, MOST_BYTES));
        }
        return archives.getFirst().path("digest").asText();
    }

    private List<String> command(Path accounts, Path work, String what, String side, List<String> rest) {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy", "--tmpdir", work.toString(), what,
                "--%sauthfile".formatted(side), accounts.toString()));
        authorities.ifPresent(directory -> command.addAll(List.of("--%scert-dir".formatted(side), directory.toString())));
        if (!verify) {
            command.add("--%stls-verify=false".formatted(side));
        }
        command.addAll(rest);
        return command;
    }
}
