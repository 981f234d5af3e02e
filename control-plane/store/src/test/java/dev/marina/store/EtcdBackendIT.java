package dev.marina.store;

import dev.marina.store.backend.Backend;
import dev.marina.store.etcd.EtcdBackend;
import dev.marina.store.etcd.EtcdProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class EtcdBackendIT extends BackendContract {

    private static EtcdProcess etcd;

    @BeforeAll
    static void startEtcd() {
        etcd = new EtcdProcess();
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    @Override
    Backend connect() {
        return EtcdBackend.connect(etcd.endpoints());
    }
}
