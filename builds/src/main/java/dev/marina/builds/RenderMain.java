package dev.marina.builds;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.builds.kustomize.Kustomize;
import dev.marina.builds.kustomize.Unbuildable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// Renders a chart or a Kustomize folder and says in its log what came of it: `==> rendered <commit>`, JSON packed in Base64, `==> end`; or why not,
/// `==> failed <message>`. Whoever ordered it reads that, since the pod may write nothing anywhere.
public final class RenderMain {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINE = 4_000;
    private static final int MOST_PLAIN = 8 << 20;
    private static final int MOST_PACKED = 512 << 10;

    private RenderMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.exit(run(System.getenv(), Path.of("/workspace")));
    }

    static int run(Map<String, String> environment, Path work) throws IOException, InterruptedException {
        try {
            Fetched fetched = fetched(environment, work);
            String packed = packed(made(environment, fetched, work));
            System.out.println("==> rendered " + fetched.commit);
            System.out.println(packed);
            System.out.println("==> end");
            return 0;
        } catch (BuildFailure | Unbuildable failure) {
            return failed(failure.getMessage());
        } catch (OutOfMemoryError _) {
            // what it was about to make is garbage now
            return failed("rendering took more memory than it may");
        }
    }

    private static int failed(String why) {
        System.out.println("==> failed " + String.valueOf(why).replace('\n', ' ').strip());
        return 1;
    }

    /// @param root of the source, of which `folder` is the part that is rendered
    private record Fetched(String commit, Path root, Path folder) {}

    /// An archive's commit is its sum.
    private static Fetched fetched(Map<String, String> environment, Path work) throws IOException, InterruptedException {
        String chart = environment.getOrDefault("RENDER_CHART", "");
        Path source = work.resolve("source");
        if (chart.isEmpty()) {
            String commit = Checkout.run(environment.getOrDefault("RENDER_GIT_URL", ""), environment.getOrDefault("RENDER_GIT_REVISION", ""), source);
            return new Fetched(commit, source.toRealPath(), Checkout.below(source, environment.getOrDefault("RENDER_PATH", "")));
        }
        Path archive = archive(environment, chart, work);
        return new Fetched(sum(archive), source, ChartArchive.unpack(archive, source));
    }

    /// What takes a login has been fetched before.
    private static Path archive(Map<String, String> environment, String chart, Path work) throws IOException, InterruptedException {
        String before = environment.getOrDefault("RENDER_FETCHED", "");
        if (!before.isEmpty()) {
            Path failed = Path.of(before).resolve(FetchMain.FAILED);
            if (Files.exists(failed)) {
                throw new BuildFailure(Files.readString(failed));
            }
            return Path.of(before).resolve(FetchMain.CHART);
        }
        return OciChart.is(chart)
                ? new OciChart(chart, Optional.empty(), Optional.empty(), !environment.getOrDefault("RENDER_TLS_VERIFY", "true").equals("false")).fetch(work)
                : ChartArchive.fetch(chart, work.resolve("chart.tgz"));
    }

    private static String sum(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode made(Map<String, String> environment, Fetched fetched, Path work) throws IOException, InterruptedException {
        String values = environment.getOrDefault("RENDER_VALUES", "");
        if (Files.isRegularFile(fetched.folder.resolve("Chart.yaml"), LinkOption.NOFOLLOW_LINKS)) {
            return new ChartRender(fetched.folder, work).of(environment.getOrDefault("RENDER_NAME", ""), environment.getOrDefault("RENDER_NAMESPACE", ""),
                    values);
        }
        if (!Kustomize.is(fetched.folder)) {
            throw new BuildFailure("the folder has neither a Chart.yaml nor a kustomization.yaml");
        }
        if (!values.isBlank()) {
            throw new BuildFailure("a Kustomize folder has no values; they must be empty");
        }
        List<ObjectNode> objects = Kustomize.build(fetched.root, fetched.folder);
        ObjectNode made = JSON.createObjectNode();
        made.putArray("objects").addAll(objects);
        return made;
    }

    private static String packed(ObjectNode made) throws IOException {
        byte[] plain = JSON.writeValueAsBytes(made);
        if (plain.length > MOST_PLAIN) {
            throw new BuildFailure("what was rendered has %d bytes; it must have %d at most".formatted(plain.length, MOST_PLAIN));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        if (bytes.size() > MOST_PACKED) {
            throw new BuildFailure("what was rendered has %d bytes when it is packed; it must have %d at most".formatted(bytes.size(), MOST_PACKED));
        }
        return Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes.toByteArray());
    }
}
