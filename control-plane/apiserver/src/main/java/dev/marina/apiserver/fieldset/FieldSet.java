package dev.marina.apiserver.fieldset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// A set of paths, as a tree with sorted branches. Immutable; subtrees are shared.
public final class FieldSet {

    public static final FieldSet EMPTY = new FieldSet(new Branch[0]);

    private final Branch[] branches;
    /// 0 until somebody asks for it. Threads may make it at once, and make the same.
    private int hash;

    /// @param member whether the path up to here is in the set itself; a path with members below it need not be
    public record Branch(PathElement step, boolean member, FieldSet below) {

        public static Branch leaf(PathElement step) {
            return new Branch(step, true, EMPTY);
        }

        boolean isEmpty() {
            return !member && below.isEmpty();
        }

        Branch union(Branch other) {
            return as(member || other.member, below.union(other.below));
        }

        /// This very one where nothing of it changes.
        private Branch as(boolean present, FieldSet further) {
            return present == member && further == below ? this : new Branch(step, present, further);
        }
    }

    private FieldSet(Branch[] branches) {
        this.branches = branches;
    }

    /// Of branches in any order; those with the same step become one.
    public static FieldSet of(Collection<Branch> branches) {
        if (branches.isEmpty()) {
            return EMPTY;
        }
        Branch[] sorted = new Branch[branches.size()];
        int count = 0;
        for (Branch branch : branches) {
            if (!branch.isEmpty()) {
                sorted[count++] = branch;
            }
        }
        sorted = count == sorted.length ? sorted : Arrays.copyOf(sorted, count);
        if (!ascending(sorted)) {
            sorted = joined(sorted);
        }
        return sorted.length == 0 ? EMPTY : new FieldSet(sorted);
    }

    private static Branch[] joined(Branch[] branches) {
        Arrays.sort(branches, Comparator.comparing(Branch::step));
        List<Branch> joined = new ArrayList<>(branches.length);
        for (Branch branch : branches) {
            if (!joined.isEmpty() && joined.getLast().step().compareTo(branch.step()) == 0) {
                joined.add(joined.removeLast().union(branch));
            } else {
                joined.add(branch);
            }
        }
        return joined.toArray(Branch[]::new);
    }

    private static boolean ascending(Branch[] branches) {
        for (int i = 1; i < branches.length; i++) {
            if (branches[i - 1].step().compareTo(branches[i].step()) >= 0) {
                return false;
            }
        }
        return true;
    }

    /// The set of one path.
    public static FieldSet path(PathElement... steps) {
        FieldSet set = EMPTY;
        for (int i = steps.length - 1; i >= 0; i--) {
            set = new FieldSet(new Branch[] {new Branch(steps[i], i == steps.length - 1, set)});
        }
        return set;
    }

    /// The set of one path of field names.
    public static FieldSet fields(String... names) {
        return path(Arrays.stream(names).map(PathElement.Field::new).toArray(PathElement[]::new));
    }

    public boolean isEmpty() {
        return branches.length == 0;
    }

    public List<Branch> branches() {
        return Collections.unmodifiableList(Arrays.asList(branches));
    }

    public int size() {
        int size = 0;
        for (Branch branch : branches) {
            size += (branch.member() ? 1 : 0) + branch.below().size();
        }
        return size;
    }

    /// Whether the path of this one step is in the set.
    public boolean has(PathElement step) {
        int at = find(step);
        return at >= 0 && branches[at].member();
    }

    /// What is in the set below this step.
    public FieldSet below(PathElement step) {
        int at = find(step);
        return at < 0 ? EMPTY : branches[at].below();
    }

    private int find(PathElement step) {
        int low = 0;
        int high = branches.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = branches[middle].step().compareTo(step);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    /// This very set where `other` adds nothing; so do the others that take from it give it back where there is nothing to take.
    public FieldSet union(FieldSet other) {
        if (isEmpty() || this == other) {
            return other;
        }
        if (other.isEmpty()) {
            return this;
        }
        return zipped(other, true, true, Branch::union);
    }

    public FieldSet intersection(FieldSet other) {
        return zipped(other, false, false,
                (mine, others) -> mine.as(mine.member() && others.member(), mine.below().intersection(others.below())));
    }

    /// Without the paths of `other`. What lies below such a path stays, unless it is one itself.
    public FieldSet difference(FieldSet other) {
        if (other.isEmpty()) {
            return this;
        }
        return zipped(other, true, false,
                (mine, others) -> mine.as(mine.member() && !others.member(), mine.below().difference(others.below())));
    }

    /// Without the paths of `other` and what lies below them.
    public FieldSet without(FieldSet other) {
        if (other.isEmpty()) {
            return this;
        }
        return zipped(other, true, false,
                (mine, others) -> mine.as(mine.member() && !others.member(), others.member() ? EMPTY : mine.below().without(others.below())));
    }

    /// The paths below which there is none.
    public FieldSet leaves() {
        List<Branch> leaves = new ArrayList<>(branches.length);
        for (Branch branch : branches) {
            leaves.add(new Branch(branch.step(), branch.member() && branch.below().isEmpty(), branch.below().leaves()));
        }
        return of(leaves);
    }

    /// @param keepMine whether branches that only this set has are kept
    /// @param both makes one of two branches with the same step
    private FieldSet zipped(FieldSet other, boolean keepMine, boolean keepOthers, BinaryOperator<Branch> both) {
        List<Branch> result = new ArrayList<>(branches.length);
        int i = 0;
        int j = 0;
        while (i < branches.length || j < other.branches.length) {
            int order = i == branches.length ? 1 : j == other.branches.length ? -1 : branches[i].step().compareTo(other.branches[j].step());
            if (order == 0) {
                result.add(both.apply(branches[i++], other.branches[j++]));
            } else if (order < 0) {
                Branch mine = branches[i++];
                if (keepMine) {
                    result.add(mine);
                }
            } else {
                Branch others = other.branches[j++];
                if (keepOthers) {
                    result.add(others);
                }
            }
        }
        return isMine(result) ? this : of(result);
    }

    private boolean isMine(List<Branch> result) {
        if (result.size() != branches.length) {
            return false;
        }
        for (int i = 0; i < branches.length; i++) {
            if (result.get(i) != branches[i]) {
                return false;
            }
        }
        return true;
    }

    /// Every path, those above before those below.
    public void forEach(Consumer<FieldPath> consumer) {
        visit(FieldPath.ROOT, consumer);
    }

    private void visit(FieldPath prefix, Consumer<FieldPath> consumer) {
        each(prefix, (path, branch) -> {
            if (branch.member()) {
                consumer.accept(path);
            }
        });
        each(prefix, (path, branch) -> branch.below().visit(path, consumer));
    }

    private void each(FieldPath prefix, BiConsumer<FieldPath, Branch> consumer) {
        for (Branch branch : branches) {
            consumer.accept(prefix.then(branch.step()), branch);
        }
    }

    public boolean contains(FieldPath path) {
        FieldSet set = this;
        for (PathElement step : path.steps().subList(0, path.steps().size() - 1)) {
            set = set.below(step);
        }
        return set.has(path.steps().getLast());
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof FieldSet set && Arrays.equals(branches, set.branches);
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = Arrays.hashCode(branches);
            hash = known;
        }
        return known;
    }

    /// One path a line.
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        forEach(path -> lines.add(path.toString()));
        return lines.stream().collect(Collectors.joining("\n"));
    }
}
