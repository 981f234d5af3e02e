package dev.marina.builds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import dev.marina.builds.kustomize.Manifests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Has a chart rendered by Helm's own library, without a cluster. That library leaves hooks out of what it gives back, so here their annotations have another
/// name while it works.
///
/// @param chart its directory, in which files are changed
record ChartRender(Path chart, Path work) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOOK = "helm.sh/hook";
    private static final String HELD = "held.marina.dev/hook";
    private static final String LOOKUP = "error calling lookup";
    /// As the platform's API calls itself.
    private static final String KUBERNETES = "1.36.0";
    private static final int MOST_FILES = 5_000;
    private static final long MOST_BYTES = 64L << 20;
    private static final int DEEPEST = 32;
    private static final int MOST_RENDERED = 16 << 20;
    private static final int MOST_NESTED = 5;
    /// Of what Helm says, which says last what is wrong.
    private static final int LONGEST = 500;

    ObjectNode of(String name, String namespace, String values) throws IOException, InterruptedException {
        unpackDependencies(0);
        List<Path> files = files();
        for (Path file : files) {
            hold(file);
        }
        Path given = Files.writeString(work.resolve("values.yaml"), held(values.isBlank() ? "{}" : values));
        ObjectNode made = JSON.createObjectNode();
        made.set("chart", one(Files.readString(chart.resolve("Chart.yaml")), "Chart.yaml"));
        made.set("values", one(values.isBlank() ? "{}" : values, "the values"));
        ArrayNode objects = made.putArray("objects");
        for (Path file : files) {
            if (definition(file)) {
                Manifests.objects(Files.readString(file), chart.relativize(file).toString()).forEach(objects::add);
            }
        }
        Manifests.objects(rendered(name, namespace, given), "what the chart renders").forEach(objects::add);
        return made;
    }

    private static JsonNode one(String text, String what) {
        List<JsonNode> documents = Manifests.documents(text, what);
        if (documents.size() > 1 || documents.size() == 1 && !documents.getFirst().isObject()) {
            throw new BuildFailure("%s must be one object".formatted(what));
        }
        return documents.isEmpty() ? JSON.createObjectNode() : documents.getFirst();
    }

    private String rendered(String name, String namespace, Path values) {
        try {
            String text = new Helm(chart).template().withName(name).withNamespace(namespace).withKubeVersion(KUBERNETES).withValuesFile(values).call();
            if (text.length() > MOST_RENDERED) {
                throw new BuildFailure("the chart renders %d characters; it must be %d at most".formatted(text.length(), MOST_RENDERED));
            }
            return text.replace(HELD, HOOK);
        } catch (IllegalStateException e) {
            String why = cut(String.valueOf(e.getMessage()));
            throw new BuildFailure(String.valueOf(e.getMessage()).contains(LOOKUP)
                    ? "the chart asks a cluster by `lookup`, and is rendered without one; set what it looks for in the values: " + why
                    : why);
        }
    }

    private static String cut(String message) {
        String line = message.replace(HELD, HOOK).replaceAll("\\s+", " ").replace(" Use --debug flag to render out invalid YAML", "").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST / 4) + " … " + line.substring(line.length() - LONGEST * 3 / 4);
    }

    /// What Helm makes before everything else, and never changes. https://helm.sh/docs/chart_best_practices/custom_resource_definitions/
    private boolean definition(Path file) {
        Path relative = chart.relativize(file);
        int at = relative.getNameCount() - 2;
        boolean yaml = file.toString().endsWith(".yaml") || file.toString().endsWith(".yml");
        return yaml && at >= 0 && relative.getName(at).toString().equals("crds")
                && (at == 0 || at >= 2 && relative.getName(at - 2).toString().equals("charts"));
    }

    /// Charts that a chart brings packed: their hooks are to be found too.
    private void unpackDependencies(int depth) throws IOException, InterruptedException {
        List<Path> packed = files().stream().filter(file -> file.toString().endsWith(".tgz") && file.getParent().getFileName().toString().equals("charts"))
                .toList();
        if (packed.isEmpty()) {
            return;
        }
        if (depth == MOST_NESTED) {
            throw new BuildFailure("the chart has charts packed in charts more than %d deep".formatted(MOST_NESTED));
        }
        for (Path archive : packed) {
            Path beside = Files.createTempDirectory(work, "dependency");
            Path directory = ChartArchive.unpack(archive, beside);
            Path place = archive.resolveSibling(directory.getFileName());
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                throw new BuildFailure("the chart has %s twice".formatted(chart.relativize(place)));
            }
            Files.move(directory, place);
            Files.delete(archive);
        }
        unpackDependencies(depth + 1);
    }

    /// All of them: few enough, small enough, and no links, for Helm would follow those.
    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        long[] bytes = {0};
        Files.walkFileTree(chart, Set.of(), DEEPEST, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return directory.getFileName().toString().equals(".git") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isSymbolicLink()) {
                    throw new BuildFailure("the chart has the link %s; links are not followed".formatted(chart.relativize(file)));
                }
                if (!attributes.isRegularFile()) {
                    throw new BuildFailure("the chart has %s, which is no file, or directories more than %d deep".formatted(chart.relativize(file), DEEPEST));
                }
                files.add(file);
                bytes[0] += attributes.size();
                if (files.size() > MOST_FILES || bytes[0] > MOST_BYTES) {
                    throw new BuildFailure("the chart has more than %d files or %d bytes".formatted(MOST_FILES, MOST_BYTES));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    /// Byte by byte, whatever the file is.
    private static void hold(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        if (text.contains(HOOK)) {
            Files.write(file, held(text).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static String held(String text) {
        return text.replace(HOOK, HELD);
    }
}
