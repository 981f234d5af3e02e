package dev.marina.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ImageSizeTest {

    private static final ClusterId ACME = ClusterId.of(1);

    private static ObjectKey key(String resource, String name) {
        return new ObjectKey(ACME, new GroupResource("", resource), "default", name);
    }

    private static Stored stored(ObjectKey key, int bytes) {
        return new Stored(key, new ResourceVersion(1), new byte[bytes], Fields.NONE, new Origin("test", Cause.clock("test")), Instant.EPOCH, false);
    }

    private static String size(ClusterImage image) {
        return image.objects() + " objects, " + image.objectBytes() + " bytes";
    }

    @Test
    void objectsAndBytesFollowEveryChange() {
        ResourceVersion version = new ResourceVersion(1);
        Image image = Image.empty(ACME, version);
        assertEquals("0 objects, 0 bytes", size(image));

        image = image.with(stored(key("pods", "a"), 100), version).with(stored(key("pods", "b"), 50), version).with(stored(key("secrets", "a"), 7), version);
        assertEquals("3 objects, 157 bytes", size(image));

        image = image.with(stored(key("pods", "a"), 30), version);
        assertEquals("3 objects, 87 bytes", size(image));

        image = image.without(key("pods", "b"), version).without(key("pods", "never"), version);
        assertEquals("2 objects, 37 bytes", size(image));
    }
}
