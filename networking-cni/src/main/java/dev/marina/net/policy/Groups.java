package dev.marina.net.policy;

import dev.marina.net.policy.Group.Seen;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The sets of one node with what is in them, and what of them the kernel has yet to be told. One thread at a time.
final class Groups {

    private final int mostMembers;
    private final Supplier<Stream<Seen>> pods;
    private final Referred<Group, Contents> uses = new Referred<>("set", "s");
    private int members;
    private boolean crowded;
    private boolean shrunk;

    private static final class Contents extends Referred.Use {
        /// How many pods add each element.
        private final Map<String, Integer> elements = new HashMap<>();
        /// Elements that came or went since the kernel was told, with whether they were there.
        private final Map<String, Boolean> before = new LinkedHashMap<>();
    }

    /// @param pods all of the cluster, asked when a group is new
    Groups(int mostMembers, Supplier<Stream<Seen>> pods) {
        this.mostMembers = mostMembers;
        this.pods = pods;
    }

    String name(Group group) {
        return uses.find(group).orElseThrow().name();
    }

    int members() {
        return members;
    }

    /// There is room again.
    void reopen() {
        crowded = false;
    }

    /// Whether some member found no place.
    boolean crowded() {
        return crowded;
    }

    void retain(Group group) {
        if (uses.find(group).isEmpty()) {
            Contents fresh = uses.add(group, new Contents());
            pods.get().forEach(pod -> group.elements(pod).forEach(element -> add(fresh, element)));
        }
        uses.retain(group);
    }

    void release(Group group) {
        uses.release(group);
    }

    /// Pods have changed.
    ///
    /// @param before as they were when they were last told, without those that are new
    /// @param now without those that are gone
    void follow(Collection<Seen> before, Collection<Seen> now) {
        uses.forEach((group, contents) -> {
            List<String> old = before.stream().flatMap(pod -> group.elements(pod).stream()).toList();
            List<String> fresh = now.stream().flatMap(pod -> group.elements(pod).stream()).toList();
            if (!old.equals(fresh)) {
                // What is in both must not count as one too many in between.
                old.forEach(element -> remove(contents, element));
                fresh.forEach(element -> add(contents, element));
                uses.change(group);
            }
        });
    }

    private void add(Contents contents, String element) {
        if (!contents.elements.containsKey(element)) {
            if (members >= mostMembers) {
                crowded = true;
                return;
            }
            members++;
            contents.before.putIfAbsent(element, false);
        }
        contents.elements.merge(element, 1, Integer::sum);
    }

    private void remove(Contents contents, String element) {
        Integer count = contents.elements.get(element);
        if (count == null) {
            return; // it had found no place
        }
        if (count > 1) {
            contents.elements.put(element, count - 1);
            return;
        }
        contents.elements.remove(element);
        contents.before.putIfAbsent(element, true);
        members--;
    }

    /// Whether something has gone from a set with what was last told.
    boolean shrunk() {
        return shrunk;
    }

    /// Commands that make the sets that are new, and bring the others to what they hold.
    String appear() {
        shrunk = false;
        return uses.appear((group, contents) -> contents.told ? difference(contents) : declare(group, contents));
    }

    private String difference(Contents contents) {
        List<String> gone = new ArrayList<>();
        List<String> fresh = new ArrayList<>();
        contents.before.forEach((element, was) -> {
            boolean is = contents.elements.containsKey(element);
            if (was != is) {
                (is ? fresh : gone).add(element);
            }
        });
        contents.before.clear();
        shrunk |= !gone.isEmpty();
        return PolicyTable.elements("delete", contents.name(), gone) + PolicyTable.elements("add", contents.name(), fresh);
    }

    /// Commands that remove the sets that nobody refers to any more.
    String disappear() {
        return uses.disappear((_, contents) -> members -= contents.elements.size());
    }

    /// Commands for all sets, into a table that has none.
    String all() {
        return uses.all(Groups::declare);
    }

    private static String declare(Group group, Contents contents) {
        contents.told = true;
        contents.before.clear();
        return "add set %s %s { type %s; }\n".formatted(PolicyTable.NAME, contents.name(), group.type())
                + PolicyTable.elements("add", contents.name(), contents.elements.keySet());
    }
}
