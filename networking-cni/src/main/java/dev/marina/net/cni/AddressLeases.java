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
/// `+ address container interface` for each lease, `- address` for each return.
///
/// Addresses are given out in a circle, so that one is not used again at once. Any thread may call.
public final class AddressLeases {

    private final IpPrefix range;
    private final Path journal;
    private final Map<CniPlugin.Attachment, Ipv4> leases = new LinkedHashMap<>();
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
        boolean lease = words.length == 4 && words[0].equals("+");
        if (!lease && !(words.length == 2 && words[0].equals("-"))) {
            return; // the last line of a process that was killed while it wrote
        }
        Ipv4 address = Ipv4.parse(words[1]);
        if (!range.contains(address)) {
            return;
        }
        leases.values().remove(address);
        taken.clear(offset(address));
        if (lease) {
            leases.put(new CniPlugin.Attachment(words[2], words[3]), address);
            taken.set(offset(address));
            last = offset(address);
        }
    }

    private void compact() throws IOException {
        Path fresh = journal.resolveSibling(journal.getFileName() + ".new");
        List<String> lines = new ArrayList<>();
        leases.forEach((attachment, address) -> lines.add(line(attachment, address)));
        Files.write(fresh, lines);
        Files.move(fresh, journal, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /// The address of the attachment, a new one if it has none. Written to the journal before it returns.
    public synchronized Ipv4 lease(CniPlugin.Attachment attachment) {
        Ipv4 held = leases.get(attachment);
        if (held != null) {
            return held;
        }
        int size = offset(range.last());
        for (int step = 1; step < size; step++) {
            int offset = 2 + (last - 2 + step + size - 2) % (size - 2);
            if (!taken.get(offset)) {
                Ipv4 address = range.first().plus(offset);
                write(line(attachment, address));
                leases.put(attachment, address);
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
            taken.clear(offset(address));
        }
    }

    public synchronized Map<CniPlugin.Attachment, Ipv4> all() {
        return new LinkedHashMap<>(leases);
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

    private static String line(CniPlugin.Attachment attachment, Ipv4 address) {
        return "+ " + address + " " + attachment.containerId() + " " + attachment.interfaceName();
    }

    private int offset(Ipv4 address) {
        return address.bits() - range.first().bits();
    }
}
