package dev.marina.net.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.net.cni.CniPlugin.Attachment;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressLeasesTest {

    private static final IpPrefix RANGE = IpPrefix.parse("10.244.1.0/24");

    @TempDir
    private Path directory;

    @Test
    void theFirstPodGetsTheThirdAddress() {
        assertEquals(Ipv4.parse("10.244.1.2"), leases().lease(pod(1), PodIdentity.NONE));
    }

    @Test
    void askingTwiceGivesTheSameAddress() {
        AddressLeases leases = leases();

        assertEquals(leases.lease(pod(1), PodIdentity.NONE), leases.lease(pod(1), PodIdentity.NONE));
    }

    @Test
    void aReturnedAddressIsNotUsedAgainAtOnce() {
        AddressLeases leases = leases();
        Ipv4 first = leases.lease(pod(1), PodIdentity.NONE);
        leases.release(pod(1));
        leases.release(pod(1));

        assertNotEquals(first, leases.lease(pod(2), PodIdentity.NONE));
    }

    @Test
    void allAddressesButThreeAreGivenOutOnceAndThenNone() {
        AddressLeases leases = leases();
        Set<Ipv4> given = new HashSet<>();
        for (int i = 0; i < 253; i++) {
            given.add(leases.lease(pod(i), PodIdentity.NONE));
        }

        assertEquals(253, given.size());
        assertEquals(CniException.TRY_AGAIN, assertThrows(CniException.class, () -> leases.lease(pod(253), PodIdentity.NONE)).code());
        Ipv4 returned = leases.find(pod(100)).orElseThrow();
        leases.release(pod(100));
        assertEquals(returned, leases.lease(pod(253), PodIdentity.NONE));
    }

    @Test
    void leasesOutliveTheProcess() {
        AddressLeases before = leases();
        Ipv4 kept = before.lease(pod(1), PodIdentity.NONE);
        before.lease(pod(2), PodIdentity.NONE);
        before.release(pod(2));

        AddressLeases after = leases();

        assertEquals(Optional.of(kept), after.find(pod(1)));
        assertEquals(Optional.empty(), after.find(pod(2)));
        assertNotEquals(kept, after.lease(pod(3), PodIdentity.NONE));
    }

    @Test
    void whoseAnAddressIsOutlivesTheProcessAndMayBeSaidLater() {
        PodIdentity web = new PodIdentity("default", "u1");
        AddressLeases before = leases();
        Ipv4 first = before.lease(pod(1), web);
        Ipv4 second = before.lease(pod(2), PodIdentity.NONE);
        before.lease(pod(3), web);
        before.release(pod(3));
        assertEquals(Map.of(first, web, second, PodIdentity.NONE), leases().pods());

        before.lease(pod(2), new PodIdentity("default", "u2"));

        assertEquals(Map.of(first, web, second, new PodIdentity("default", "u2")), leases().pods());
        assertEquals(Optional.of(second), leases().find(pod(2)));
    }

    @Test
    void aHalfWrittenLastLineIsPassedOver() throws IOException {
        Ipv4 kept = leases().lease(pod(1), PodIdentity.NONE);
        Files.writeString(directory.resolve("leases"), "+ 10.244.1.9 c", StandardOpenOption.APPEND);

        AddressLeases after = leases();

        assertEquals(Optional.of(kept), after.find(pod(1)));
        assertEquals(1, after.all().size());
    }

    private AddressLeases leases() {
        return new AddressLeases(RANGE, directory.resolve("leases"));
    }

    private static Attachment pod(int number) {
        return new Attachment("container-" + number, "eth0");
    }
}
