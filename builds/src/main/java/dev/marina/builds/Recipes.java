package dev.marina.builds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Sources without a Dockerfile whose tools have to be run, as the Dockerfiles that somebody would write for them.
final class Recipes {

    private static final Pattern START = Pattern.compile("^node\\s+(?<main>[\\w./-]+)\\s*$");
    private static final String WRAPPER = "gradlew";
    private static final String LOCK = "package-lock.json";
    private static final Pattern NAME = Pattern.compile("[\\w./-]+");
    private static final int MOST_POMS = 10;
    private static final String MVN = "mvn --batch-mode --no-transfer-progress --settings \"$MAVEN_SETTINGS\" -DskipTests";
    private static final String INSIDE = " -Dmaven.repo.local=/m2";
    private static final String NO_GRADLE = "echo \"gradlew fetches Gradle itself ($(grep -s ^distributionUrl= gradle/wrapper/gradle-wrapper.properties))"
            + " and then packages from where the project says: both have to be reached from this cluster, or by repositories.proxy\"; exit 1";
    private static final String END = """
            ENV PORT=8080
            EXPOSE 8080
            USER 1000
            """;

    private Recipes() {}

    /// What is fetched is fetched before the source is copied, by what names it alone, so that it is found again as a layer while that stays as it is.
    ///
    /// @param kept whether what tools fetch stays in a claim; then it need be in no layer
    /// @return empty: nothing has to be run, files are laid upon a base
    static Optional<String> of(Context source, Detection found, boolean kept) throws IOException {
        return switch (found.strategy()) {
            case JAVA -> found.main().equals(Detection.POM)
                    ? Optional.of(maven(source, JavaRelease.ofPom(source.text(Detection.POM)), kept))
                    : Detection.GRADLE.contains(found.main()) ? Optional.of(gradle(source, found, kept)) : Optional.empty();
            case NODE -> Detection.locked(source.files()) ? Optional.of(npm(source, found, kept)) : Optional.empty();
            case PYTHON -> source.files().contains(Detection.REQUIREMENTS) ? Optional.of(pip(found)) : Optional.empty();
            case STATIC, DOCKERFILE -> Optional.empty();
        };
    }

    private static String maven(Context source, JavaRelease java, boolean kept) {
        List<String> poms = source.files().stream().filter(file -> file.equals(Detection.POM) || file.endsWith("/" + Detection.POM)).filter(
                file -> !source.ignore().excludes(file)).sorted().toList();
        boolean ahead = !kept && poms.size() <= MOST_POMS && poms.stream().allMatch(pom -> NAME.matcher(pom).matches());
        StringBuilder text = new StringBuilder("FROM %s AS build\nWORKDIR /src\n".formatted(java.image("maven")));
        if (ahead) {
            poms.forEach(pom -> text.append("COPY %1$s %1$s\n".formatted(pom)));
            if (source.files().stream().anyMatch(file -> file.startsWith(".mvn/"))) {
                text.append("COPY .mvn .mvn\n");
            }
            // Without a source it fails somewhere, and has all the same what the other one will ask for.
            text.append("""
                    RUN <<END
                    %s --fail-never package 2>&1 | tee /tmp/said
                    if grep -q 'Could not transfer artifact' /tmp/said; then exit 1; fi
                    find . -name target -prune -exec rm -rf {} +
                    END
                    """.formatted(MVN + INSIDE));
        }
        return text + "COPY . .\nRUN " + MVN + (ahead ? INSIDE : "") + " package\n" + program("target", java);
    }

    /// By the project's own Gradle, which it brings the way to: Debian's is of 2018.
    private static String gradle(Context source, Detection found, boolean kept) throws IOException {
        if (!source.files().contains(WRAPPER)) {
            throw new BuildFailure("there is a %s and no %s: `gradle wrapper` makes one, and it fetches the Gradle that the project is made for".formatted(found
                    .main(), WRAPPER));
        }
        String file = found.main().startsWith("build") ? found.main() : "build.gradle";
        JavaRelease java = source.files().contains(file) ? JavaRelease.ofGradle(file, source.text(file)) : JavaRelease.ANY;
        String ahead = kept || !source.files().contains("gradle/wrapper/gradle-wrapper.jar") ? "" : """
                ENV GRADLE_USER_HOME=/gradle
                COPY gradlew gradlew
                COPY gradle/wrapper gradle/wrapper
                RUN sh gradlew --version || { %s; }
                """.formatted(NO_GRADLE);
        return """
                FROM %s AS build
                WORKDIR /src
                %sCOPY . .
                RUN sh gradlew --no-daemon --console=plain assemble || { %s; }
                """.formatted(java.image("maven"), ahead, NO_GRADLE) + program("build/libs", java);
    }

    /// The one of what was made that can be started.
    ///
    /// @param place of it below each module
    private static String program(String place, JavaRelease java) {
        return """
                RUN <<END
                mkdir -p /out /found && cd /found
                for archive in $(find /src -path '*/%1$s/*.[jw]ar' ! -path '*/%1$s/*/*' ! -name 'original-*' ! -name '*-plain.jar' ! -name '*-sources.jar' ! -name '*-javadoc.jar' ! -name '*-tests.jar'); do
                    rm -rf META-INF && jar --extract --file "$archive" META-INF/MANIFEST.MF && grep -q '^Main-Class:' META-INF/MANIFEST.MF && set -- "$@" "$archive"
                done
                [ $# -eq 1 ] || { echo "exactly one of the jars and wars below %1$s has to have a Main-Class in its manifest; there are: ${*:-none}"; exit 1; }
                cp "$1" /out/app.jar
                [ ! -d "${1%%/*}/lib" ] || cp -R "${1%%/*}/lib" /out/
                END
                FROM %2$s
                WORKDIR /app
                COPY --from=build /out/ ./
                """.formatted(place, java.image("java")) + END + "CMD [\"java\", \"-jar\", \"/app/app.jar\"]\n";
    }

    private static String npm(Context source, Detection found, boolean kept) throws IOException {
        String named = Stream.of("package.json", LOCK, "npm-shrinkwrap.json", ".npmrc").filter(source.files()::contains).filter(file -> !source.ignore()
                .excludes(file)).collect(Collectors.joining(" "));
        // Scripts of packages may need the source, so that here is fetched alone.
        String ahead = kept ? "" : """
                ENV npm_config_cache=/npm
                COPY %s ./
                RUN <<END
                npm ci --ignore-scripts --no-audit 2>&1 | tee /tmp/said
                if grep -qE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT' /tmp/said; then exit 1; fi
                rm -rf node_modules
                END
                """.formatted(named);
        String build = """
                FROM marina/npm:1 AS build
                WORKDIR /app
                %sCOPY . .
                RUN npm ci --prefer-offline --no-audit
                RUN npm run build --if-present
                """.formatted(ahead);
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
                : Optional.of(described.path("main").asText()).filter(main -> NAME.matcher(main).matches()).or(() -> Optional.of(found.main()))
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
