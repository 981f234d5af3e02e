package dev.marina.net.cni;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which pod of one node has which address. Kept in memory, and in a journal that outlives the process: a line
/// `+ address container interface namespace uid` for each lease, `- address` for each return; the last two are those of the pod, if it is one.
///
/// Addresses are given out in a circle, so that one is not used again at once. Any thread may call.
public final class AddressLeases {

    private final IpPrefix range;
    private final Path journal;
    private final Map<CniPlugin.Attachment, Ipv4> leases = new LinkedHashMap<>();
    private final Map<Ipv4, PodIdentity> pods = new LinkedHashMap<>();
    private final BitSet taken = new BitSet();
    private int last = 1;

    /// @param range its first two addresses and its last one are not given out
    public AddressLeases(IpPrefix range, Path journal) {
        this.range = range;
        this.journal = journal;
        try {
            Files.createDirectories(journal.getParent());
            if (Files.exists(journal)) {
                Files.readAllLines(journal).forEach(this::replay);
            }
            compact();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the address leases in " + journal, e);
        }
    }

    private void replay(String line) {
        String[] words = line.split(" ");
        boolean lease = (words.length == 4 || words.length == 6) && words[0].equals("+");
        if (!lease && !(words.length == 2 && words[0].equals("-"))) {
            return; // the last line of a process that was killed while it wrote
        }
        Ipv4 address = Ipv4.parse(words[1]);
        if (!range.contains(address)) {
            return;
        }
        leases.values().remove(address);
        pods.remove(address);
        taken.clear(offset(address));
        if (lease) {
            leases.put(new CniPlugin.Attachment(words[2], words[3]), address);
            own(address, words.length == 6 ? new PodIdentity(words[4], words[5]) : PodIdentity.NONE);
            taken.set(offset(address));
            last = offset(address);
        }
    }

    private void compact() throws IOException {
        Path fresh = journal.resolveSibling(journal.getFileName() + ".new");
        List<String> lines = new ArrayList<>();
        leases.forEach((attachment, address) -> lines.add(line(attachment, address, pod(address))));
        Files.write(fresh, lines);
        Files.move(fresh, journal, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private void own(Ipv4 address, PodIdentity pod) {
        if (!pod.equals(PodIdentity.NONE)) {
            pods.put(address, pod);
        }
    }

    /// The address of the attachment, a new one if it has none. Written to the journal before it returns, with whose it is.
    public synchronized Ipv4 lease(CniPlugin.Attachment attachment, PodIdentity pod) {
        Ipv4 held = leases.get(attachment);
        if (held != null) {
            if (!pod(held).equals(pod)) {
                write(line(attachment, held, pod));
                pods.remove(held);
                own(held, pod);
            }
            return held;
        }
        int size = offset(range.last());
        for (int step = 1; step < size; step++) {
            int offset = 2 + (last - 2 + step + size - 2) % (size - 2);
            if (!taken.get(offset)) {
                Ipv4 address = range.first().plus(offset);
                write(line(attachment, address, pod));
                leases.put(attachment, address);
                own(address, pod);
                taken.set(offset);
                last = offset;
                return address;
            }
        }
        throw new CniException(CniException.TRY_AGAIN, "all addresses of %s are in use".formatted(range));
    }

    public synchronized Optional<Ipv4> find(CniPlugin.Attachment attachment) {
        return Optional.ofNullable(leases.get(attachment));
    }

    /// Returns the address. May be called twice.
    public synchronized void release(CniPlugin.Attachment attachment) {
        Ipv4 address = leases.get(attachment);
        if (address != null) {
            write("- " + address);
            leases.remove(attachment);
            pods.remove(address);
            taken.clear(offset(address));
        }
    }

    public synchronized Map<CniPlugin.Attachment, Ipv4> all() {
        return new LinkedHashMap<>(leases);
    }

    /// Whose each address is.
    public synchronized Map<Ipv4, PodIdentity> pods() {
        Map<Ipv4, PodIdentity> all = new LinkedHashMap<>();
        leases.values().forEach(address -> all.put(address, pod(address)));
        return all;
    }

    private PodIdentity pod(Ipv4 address) {
        return pods.getOrDefault(address, PodIdentity.NONE);
    }

    /// Forgets all leases, when the pods that had them are known to be gone.
    public synchronized void clear() {
        all().keySet().forEach(this::release);
    }

    public void delete() {
        try {
            Files.deleteIfExists(journal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String line) {
        try {
            Files.writeString(journal, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new CniException(CniException.IO_FAILURE, "cannot write the address leases to " + journal, e);
        }
    }

    private static String line(CniPlugin.Attachment attachment, Ipv4 address, PodIdentity pod) {
        String owner = pod.equals(PodIdentity.NONE) ? "" : " " + pod.namespace() + " " + pod.uid();
        return "+ " + address + " " + attachment.containerId() + " " + attachment.interfaceName() + owner;
    }

    private int offset(Ipv4 address) {
        return address.bits() - range.first().bits();
    }
}
