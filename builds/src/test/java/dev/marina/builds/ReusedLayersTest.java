package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReusedLayersTest {

    private static final Bases IMAGES = new Bases() {

        @Override
        public BaseDescription describe(String name) {
            return new BaseDescription(Map.of(), "", "", List.of(name));
        }

        @Override
        public OciImage fetch(String name, Path into) {
            throw new IllegalStateException("nothing is fetched for a plan");
        }
    };

    /// Those that are listed, of which some are gone.
    private final class Kept implements KeptLayers {

        private final Set<LayerKey> listed = new HashSet<>();
        private final Set<LayerKey> gone = new HashSet<>();
        private final List<LayerKey> fetched = new ArrayList<>();

        @Override
        public boolean has(LayerKey key) {
            return listed.contains(key);
        }

        @Override
        public Optional<OciImage> fetch(LayerKey key, Path into) throws IOException {
            fetched.add(key);
            if (gone.contains(key)) {
                return Optional.empty();
            }
            OciImage image = OciImage.empty(into);
            image.extend(List.of(PackedLayer.of(Files.writeString(work.resolve("archive"), key.hex()), "RUN")), new ImagePlan.Description(List.of(), List.of(),
                    Map.of(), "", "", List.of(), Map.of()));
            return Optional.of(image);
        }

        @Override
        public long mostBytes() {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean keep(LayerKey key, Optional<PackedLayer> layer) {
            return listed.add(key);
        }
    }

    @TempDir
    private Path work;
    private final Kept kept = new Kept();
    private Chain chain;
    private List<LayerKey> keys;

    @BeforeEach
    void aChain() throws Exception {
        chain = Chain.of(Dockerfile.parse("FROM a AS make\nRUN one\nRUN two\nFROM b\nCOPY --from=make /x /\nRUN four\n", Map.of()), Map.of(), IMAGES,
                LayerKey.start(List.of()), _ -> "");
        keys = chain.links().stream().map(Chain.Link::key).toList();
    }

    private ReusedLayers reused() throws Exception {
        return ReusedLayers.of(chain, kept, work);
    }

    @Test
    void nothingIsNothing() throws Exception {
        assertEquals(0, reused().found());
        assertEquals(List.of(), kept.fetched);
    }

    @Test
    void whereAllIsThereOnlyTheImagesOwnLayersAreFetched() throws Exception {
        kept.listed.addAll(keys);

        ReusedLayers reused = reused();

        assertEquals(4, reused.found());
        assertEquals(keys.subList(2, 4), kept.fetched);
        assertEquals(2, reused.of(chain, 1, work).size());
    }

    @Test
    void behindOneThatIsMissingNoneIsTaken() throws Exception {
        kept.listed.addAll(List.of(keys.get(0), keys.get(2), keys.get(3)));

        assertEquals(1, reused().found());
        assertEquals(keys.subList(0, 1), kept.fetched);
    }

    @Test
    void oneThatIsGoneMeanwhileEndsWhatIsFoundAndTheRestIsFetched() throws Exception {
        kept.listed.addAll(keys);
        kept.gone.add(keys.get(2));

        ReusedLayers reused = reused();

        assertEquals(2, reused.found(), "the copy is made, so that the first stage's files are needed");
        assertEquals(Set.of(keys.get(0), keys.get(1)), reused.layers().keySet());
        assertEquals(2, reused.of(chain, 0, work).size());
    }

    @Test
    void whereAllAreGoneAllIsMade() throws Exception {
        kept.listed.addAll(keys);
        kept.gone.addAll(keys);

        assertEquals(0, reused().found());
    }
}
