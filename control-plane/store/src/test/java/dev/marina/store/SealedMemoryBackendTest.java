package dev.marina.store;

import dev.marina.store.seal.Sealing;
import java.util.Optional;
import java.util.Set;

/// The contract once more, with everything sealed.
class SealedMemoryBackendTest extends MemoryBackendTest {

    private final TestKeys keys = new TestKeys();

    @Override
    Optional<Sealing> sealing() {
        return Optional.of(new Sealing(keys, Set.of(Objects.PODS, Objects.NAMESPACES)));
    }
}
