package dev.marina.store;

import dev.marina.store.backend.Backend;
import dev.marina.store.backend.MemoryBackend;

class MemoryBackendTest extends BackendContract {

    private final MemoryBackend storage = new MemoryBackend();

    @Override
    Backend connect() {
        return storage;
    }
}
