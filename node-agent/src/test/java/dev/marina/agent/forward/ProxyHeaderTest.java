package dev.marina.agent.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ProxyHeaderTest {

    @Test
    void headerSaysWhoConnectsAndToWhichCluster() {
        ByteBuffer header = ProxyHeader.of(new InetSocketAddress(ProxyHeader.address("10.244.1.5"), 40000), ProxyHeader.address("fd00::1234"), 443);

        byte[] bytes = new byte[header.remaining()];
        header.get(bytes);

        assertEquals(
                "0d0a0d0a000d0a515549540a" + "21" + "21" + "0024" + "00000000000000000000ffff0af40105" + "fd000000000000000000000000001234" + "9c40" + "01bb",
                HexFormat.of().formatHex(bytes));
    }
}
