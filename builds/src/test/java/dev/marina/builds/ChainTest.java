package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What of a Dockerfile is found again, and what not.
class ChainTest {

    private static final String TWO_STAGES = """
            FROM maven AS build
            WORKDIR /src
            COPY pom.xml .
            RUN mvn dependency:go-offline
            COPY src src
            RUN mvn package
            FROM java
            COPY --from=build /src/target/app.jar /app/
            CMD ["java", "-jar", "/app/app.jar"]
            """;

    /// Images by their names, each with as many layers as is said.
    private static final class Images implements Bases {

        private final Map<String, List<String>> layers = new HashMap<>(Map.of("maven", List.of("m1", "m2"), "java", List.of("j1")));

        @Override
        public BaseDescription describe(String name) {
            return new BaseDescription(Map.of("PATH", "/bin"), "", "", layers.getOrDefault(name, List.of(name)));
        }

        @Override
        public OciImage fetch(String name, Path into) {
            throw new IllegalStateException("nothing is fetched for a plan");
        }
    }

    private final Images images = new Images();
    private final Map<String, String> files = new HashMap<>();
    private List<String> surroundings = List.of("");
    private Map<String, String> arguments = Map.of();

    private Chain chain(String text) throws IOException, InterruptedException {
        return Chain.of(Dockerfile.parse(text, arguments), arguments, images, LayerKey.start(surroundings),
                copy -> copy.from().stream().map(file -> file + "=" + files.getOrDefault(file, "")).collect(Collectors.joining(" ")));
    }

    private static List<LayerKey> keys(Chain chain) {
        return chain.links().stream().map(Chain.Link::key).toList();
    }

    /// How many layers of an earlier chain are found in a later one.
    private static int common(Chain earlier, Chain later) {
        List<LayerKey> had = keys(earlier);
        return (int) keys(later).stream().takeWhile(had::contains).count();
    }

    @Test
    void eachCommandAndEachCopyIsALayerAndADirectoryIsOfTheNext() throws Exception {
        Chain chain = chain(TWO_STAGES);

        assertEquals(List.of("WORKDIR /src, COPY pom.xml /src/", "RUN mvn dependency:go-offline", "COPY src /src/src", "RUN mvn package",
                "COPY --from=build /src/target/app.jar /app/"),
                chain.links().stream().map(link -> link.steps().stream().map(Step::text).collect(Collectors.joining(", "))).toList());
        assertEquals(5, Set.copyOf(keys(chain)).size());
        assertEquals(List.of(0, 0, 0, 0, 1), chain.links().stream().map(Chain.Link::stage).toList());
    }

    @Test
    void theSameIsFoundAgainWhereverItStands() throws Exception {
        assertEquals(keys(chain(TWO_STAGES)), keys(chain("# a comment\n\n" + TWO_STAGES.replace("FROM java", "# another\nFROM java"))));
    }

    @Test
    void whatComesBeforeAChangeIsFoundAgainAndWhatComesAfterIsNot() throws Exception {
        Chain first = chain(TWO_STAGES);

        files.put("src", "other");
        assertEquals(2, common(first, chain(TWO_STAGES)), "what was fetched stays");
        files.put("pom.xml", "other");
        assertEquals(0, common(first, chain(TWO_STAGES)));
        files.clear();
        assertEquals(3, common(first, chain(TWO_STAGES.replace("mvn package", "mvn verify"))));
        assertEquals(5, common(first, chain(TWO_STAGES.replace("CMD [\"java\"", "CMD [\"/bin/java\""))), "what says nothing of files changes none");
        images.layers.put("java", List.of("j2"));
        assertEquals(4, common(first, chain(TWO_STAGES)), "the base of the second stage");
        images.layers.put("maven", List.of("m1", "m3"));
        assertEquals(0, common(first, chain(TWO_STAGES)));
    }

    @Test
    void whatACommandSeesIsPartOfItsKey() throws Exception {
        String text = "FROM a\nARG VERSION\nUSER ann\nRUN make\n";
        Chain first = chain(text);

        for (String other : List.of("FROM a\nARG VERSION\nUSER bob\nRUN make\n", "FROM a\nARG VERSION\nENV X=1\nUSER ann\nRUN make\n",
                "FROM a\nARG VERSION\nUSER ann\nSHELL [\"/bin/bash\", \"-c\"]\nRUN make\n",
                "FROM a\nARG VERSION\nUSER ann\nRUN --mount=type=cache,target=/c make\n",
                "FROM a\nARG VERSION\nUSER ann\nRUN [\"make\"]\n")) {
            assertEquals(0, common(first, chain(other)), other);
        }
        arguments = Map.of("VERSION", "2");
        assertEquals(0, common(first, chain(text)));
        arguments = Map.of("UNDECLARED", "2");
        assertEquals(1, common(first, chain(text)));
        surroundings = List.of("main/default/cache-of-somebody");
        assertEquals(0, common(first, chain(text)));
    }

    /// A command of an earlier stage is root of the container in which later ones are made. What it has changed there must not be found by a build that has
    /// not run it.
    @Test
    void anEarlierStageIsPartOfEveryKeyOfLaterOnes() throws Exception {
        String honest = "FROM debian AS tools\nRUN apt-get install -y gcc\nFROM debian\nCOPY --from=tools /usr/bin/gcc /\n";
        String hostile = "FROM debian AS first\nRUN replace /.marina/bin/tar\n"
                + honest.replace("FROM debian\nCOPY", "FROM debian\nCOPY --from=first /x /\nCOPY");

        assertEquals(0, Stream.of(chain(hostile)).flatMap(chain -> keys(chain).stream()).filter(keys(chain(honest))::contains).count());
    }

    @Test
    void noTwoChainsHaveTheSameWordsOtherwiseDivided() {
        LayerKey start = LayerKey.start(List.of());

        assertNotEquals(start.then("a", List.of("b", "c")), start.then("a", List.of("bc")));
        assertNotEquals(start.then("a", List.of("b")), start.then("ab", List.of()));
        assertNotEquals(new Step.Run(1, List.of("x"), Map.of("caches", "/c"), "", "/", List.of()).after(start, ""),
                new Step.Run(1, List.of("x"), Map.of(), "", "/", List.of("caches", "/c")).after(start, ""));
    }

    @Test
    void onlyWhatIsNeededOfWhatIsFoundIsFetched() throws Exception {
        Chain chain = chain(TWO_STAGES);

        assertEquals(Set.of(1), chain.wanted(5), "all is found: the first stage's files are nobody's concern");
        assertEquals(Set.of(0, 1), chain.wanted(4), "its program is taken from it");
        assertEquals(List.of("RUN mvn package"), chain.made(0, 3).stream().map(link -> link.steps().getLast().text()).toList());
        assertEquals(3, chain.reused(0, 3).size());
        assertEquals(1, chain.takenFrom(0, 4).size());
        assertEquals(List.of(), chain.takenFrom(0, 5));
        assertFalse(chain.isImage(0, 2));
        assertTrue(chain.isImage(1, 2));
    }

    @Test
    void whatAStageBeginsWithIsAnImage() throws Exception {
        Chain chain = chain("FROM debian AS base\nRUN one\nFROM base\nRUN two\n");

        assertTrue(chain.isImage(0, 1));
        assertEquals(Set.of(0, 1), chain.wanted(2));
    }

    @Test
    void moreLayersThanAnImageMayHaveAreOne() {
        List<Step> steps = IntStream.range(0, 10).<Step>mapToObj(line -> new Step.Run(line, List.of("x"), Map.of(), "", "/", List.of())).toList();

        assertEquals(List.of(1, 1, 8), Chain.groups(steps, 3).stream().map(List::size).toList());
        assertEquals(List.of(10), Chain.groups(steps, 1).stream().map(List::size).toList());
    }

    @Test
    void anImageOfManyLayersIsBuiltUponAllTheSame() throws Exception {
        images.layers.put("many", IntStream.range(0, 98).mapToObj(Integer::toString).toList());

        assertEquals(List.of(1, 3), chain("FROM many\nRUN a\nRUN b\nRUN c\nRUN d\n").links().stream().map(link -> link.steps().size()).toList());
    }
}
