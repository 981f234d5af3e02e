package dev.marina.builds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Fetches a chart that takes a login, so that where it is rendered there is none. Why it cannot be fetched is a file as well: whoever ordered it reads what
/// [RenderMain] prints.
public final class FetchMain {

    static final String CHART = "chart.tgz";
    static final String FAILED = "failed";
    private static final int HTTPS = 443;

    private FetchMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        run(System.getenv(), Path.of("/tmp"));
        System.exit(0);
    }

    static void run(Map<String, String> environment, Path temporary) throws IOException, InterruptedException {
        Path into = Files.createDirectories(Path.of(environment.get("RENDER_FETCHED")));
        Path work = Files.createTempDirectory(temporary, "fetch");
        try {
            Files.move(fetched(environment, work), into.resolve(CHART));
        } catch (BuildFailure failure) {
            Files.writeString(into.resolve(FAILED), failure.getMessage());
        }
    }

    private static Path fetched(Map<String, String> environment, Path work) throws IOException, InterruptedException {
        String name = environment.get("RENDER_CHART");
        OciChart chart = new OciChart(name, Optional.of(new OciChart.Login(environment.get("FETCH_USER"),
                Files.readString(Path.of(environment.get("FETCH_TOKEN_FILE"))).strip())),
                Optional.ofNullable(environment.get("FETCH_AUTHORITIES")).map(Path::of),
                !environment.getOrDefault("FETCH_TLS_VERIFY", "true").equals("false"));
        String front = environment.getOrDefault("FETCH_FRONT", "");
        if (front.isEmpty()) {
            return chart.fetch(work);
        }
        String registry = name.substring(OciChart.SCHEME.length()).split("/")[0];
        int colon = registry.lastIndexOf(':');
        try (FrontRelay _ = new FrontRelay(colon < 0 ? HTTPS : Integer.parseInt(registry.substring(colon + 1)), front)) {
            return chart.fetch(work);
        }
    }
}
