package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.Container;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/// A short fingerprint of what may be changed in a running pod's container: its image.
final class SpecHash {

    private SpecHash() {}

    static String of(Container container) {
        CRC32C crc = new CRC32C();
        crc.update((container.getName() + "\n" + container.getImage()).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
