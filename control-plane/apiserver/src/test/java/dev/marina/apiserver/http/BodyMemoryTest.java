package dev.marina.apiserver.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BodyMemoryTest {

    private final BodyMemory memory = new BodyMemory(1000, 400, 10);

    private BodyMemory.Share share(String address) {
        return share(address, "acme/prod", 1);
    }

    private BodyMemory.Share share(String address, String cluster, int proof) {
        return memory.share(new BodyMemory.Sender(address, cluster, proof));
    }

    private static int takeAll(BodyMemory.Share share) {
        int taken = 0;
        while (share.take(1)) {
            taken++;
        }
        return taken;
    }

    @Test
    void oneSenderLeavesMostOfItsAddresssPartToOthers() {
        assertEquals(150, takeAll(share("10.0.0.1")));

        assertFalse(share("10.0.0.1").take(1), "another request of the same");
        assertEquals(75, takeAll(share("10.0.0.1", "globex/prod", 1)), "another cluster of the same address");
        assertEquals(37, takeAll(share("10.0.0.1", "acme/prod", 2)), "another's proof for the same cluster");
        assertEquals(150, takeAll(share("10.0.0.2")));
    }

    @Test
    void whoSendsLittleFindsRoomBesideManyWhoTakeAllTheyGet() {
        BodyMemory wide = new BodyMemory(1 << 26, 1 << 24, 1 << 16);
        for (int i = 0; i < 40; i++) {
            BodyMemory.Share hog = wide.share(new BodyMemory.Sender("10.0.0.1", "evil/" + i, i));
            while (hog.take(1 << 10)) {
                assertTrue(wide.taken() <= 1 << 24);
            }
        }

        assertTrue(wide.share(new BodyMemory.Sender("10.0.0.1", "acme/prod", 1)).take(1 << 16));
    }

    @Test
    void allTogetherGetNoMoreThanThereIs() {
        for (int i = 0; i < 5; i++) {
            assertTrue(share("10.0.0." + i).take(150));
            assertTrue(share("10.0.0." + i, "other/prod", 2).take(50));
        }
        assertFalse(share("10.0.0.9").take(1));
    }

    @Test
    void whatIsGivenBackIsThereForOthersAndNothingIsKept() {
        BodyMemory.Share share = share("10.0.0.1");
        share.take(100);
        assertFalse(share.take(200));
        assertFalse(share("10.0.0.3").take(500));

        share.close();
        share.close();

        assertEquals(0, memory.taken());
        assertEquals(0, memory.addresses());
        assertTrue(share("10.0.0.1").take(150));
    }
}
