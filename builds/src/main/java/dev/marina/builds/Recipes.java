package dev.marina.builds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sources without a Dockerfile whose tools have to be run, as the Dockerfiles that somebody would write for them.
final class Recipes {

    private static final Pattern START = Pattern.compile("^node\\s+(?<main>[\\w./-]+)\\s*$");
    private static final Pattern MAIN = Pattern.compile("[\\w./-]+");
    private static final String END = """
            ENV PORT=8080
            EXPOSE 8080
            USER 1000
            """;

    private Recipes() {}

    /// Empty: nothing has to be run, files are laid upon a base.
    static Optional<String> of(Context source, Detection found) throws IOException {
        return switch (found.strategy()) {
            case JAVA -> found.main().equals(Detection.POM) ? Optional.of(maven()) : Optional.empty();
            case NODE -> Detection.locked(source.files()) ? Optional.of(npm(source, found)) : Optional.empty();
            case PYTHON -> source.files().contains(Detection.REQUIREMENTS) ? Optional.of(pip(found)) : Optional.empty();
            case STATIC, DOCKERFILE -> Optional.empty();
        };
    }

    private static String maven() {
        return """
                FROM marina/maven:1 AS build
                WORKDIR /src
                COPY . .
                RUN mvn --batch-mode --no-transfer-progress --settings "$MAVEN_SETTINGS" -DskipTests package
                RUN <<END
                mkdir -p /out /found && cd /found
                for archive in $(find /src -path '*/target/*.[jw]ar' ! -path '*/target/*/*' ! -name 'original-*' ! -name '*-sources.jar' ! -name '*-javadoc.jar' ! -name '*-tests.jar'); do
                    rm -rf META-INF && jar --extract --file "$archive" META-INF/MANIFEST.MF && grep -q '^Main-Class:' META-INF/MANIFEST.MF && set -- "$@" "$archive"
                done
                [ $# -eq 1 ] || { echo "exactly one of the jars and wars below target has to have a Main-Class in its manifest; there are: ${*:-none}"; exit 1; }
                cp "$1" /out/app.jar
                [ ! -d "${1%/*}/lib" ] || cp -R "${1%/*}/lib" /out/
                END
                FROM marina/java:1
                WORKDIR /app
                COPY --from=build /out/ ./
                """ + END + "CMD [\"java\", \"-jar\", \"/app/app.jar\"]\n";
    }

    private static String npm(Context source, Detection found) throws IOException {
        String build = """
                FROM marina/npm:1 AS build
                WORKDIR /app
                COPY . .
                RUN npm ci
                RUN npm run build --if-present
                """;
        Optional<String> main = main(source, found);
        if (main.isPresent()) {
            return build + """
                    RUN npm prune --omit=dev
                    FROM marina/node:1
                    WORKDIR /app
                    COPY --from=build /app ./
                    """ + END + "CMD [\"node\", \"%s\"]\n".formatted(main.get());
        }
        return build + """
                RUN <<END
                for place in dist build out public; do
                    [ ! -f "$place/index.html" ] || { cp -R "$place" /site; exit; }
                done
                echo "package.json names no main and no start by node, and there is no index.html in dist, build, out or public after npm run build"
                exit 1
                END
                FROM marina/busybox:1
                WORKDIR /srv
                COPY --from=build /site/ ./
                """ + END + "CMD [\"httpd\", \"-f\", \"-p\", \"8080\", \"-h\", \"/srv\"]\n";
    }

    /// What `npm start` would run, what the package says it is, or a file of a usual name.
    private static Optional<String> main(Context source, Detection found) throws IOException {
        JsonNode described;
        try {
            described = new ObjectMapper().readTree(source.text("package.json"));
        } catch (JsonProcessingException e) {
            throw new BuildFailure("package.json is not JSON: " + e.getOriginalMessage());
        }
        Matcher start = START.matcher(described.at("/scripts/start").asText());
        return start.matches()
                ? Optional.of(start.group("main"))
                : Optional.of(described.path("main").asText()).filter(main -> MAIN.matcher(main).matches()).or(() -> Optional.of(found.main()))
                        .filter(main -> !main.isEmpty());
    }

    private static String pip(Detection found) {
        return """
                FROM marina/pip:1 AS build
                COPY requirements.txt /
                RUN pip3 install --no-warn-script-location --target /packages --requirement /requirements.txt
                FROM marina/python:1
                WORKDIR /app
                COPY --from=build /packages /packages
                COPY . .
                ENV PYTHONPATH=/packages
                """ + END + "CMD [\"python3\", \"%s\"]\n".formatted(found.main());
    }
}
