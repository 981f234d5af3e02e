package dev.marina.builds;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A Dockerfile as its layers, one after the other through all stages that are needed, each known by everything before it.
///
/// It is one chain and not one for each stage, since all stages are made in one container: what a command of an earlier one has left behind there
/// could be in a layer of a later one. So nothing is found again under a key of what ran elsewhere.
///
/// @param stages numbers of those that are needed, in their order
/// @param images descriptions of those that it names, by their names
record Chain(Dockerfile file, List<Integer> stages, Map<Integer, StagePlan> plans, Map<String, BaseDescription> images, List<Link> links) {

    /// One layer.
    record Link(int stage, LayerKey key, List<Step> steps) {}

    /// The kernel and the engines end at 128 or so, with what the image's users lay upon it.
    private static final int MOST_LAYERS = 100;

    /// What a step copies of the source, as a digest.
    @FunctionalInterface
    interface Contents {
        String of(Step.Copy copy) throws IOException;
    }

    /// All of it before the first command: a mistake in the last line is said at once.
    ///
    /// @param given arguments of the build's
    static Chain of(Dockerfile file, Map<String, String> given, Bases bases, LayerKey start, Contents contents) throws IOException, InterruptedException {
        Chain chain = new Chain(file, file.needed(), new HashMap<>(), new HashMap<>(), new ArrayList<>());
        Map<Integer, BaseDescription> results = new HashMap<>();
        Map<Integer, Integer> depths = new HashMap<>();
        LayerKey key = start;
        for (int number : chain.stages) {
            Dockerfile.Stage stage = file.stages().get(number);
            int earlier = file.stage(stage.base(), number);
            BaseDescription base = earlier >= 0 ? results.get(earlier) : chain.image(stage.base(), bases);
            StagePlan plan = StagePlan.of(file, stage, base, given);
            chain.plans.put(number, plan);
            results.put(number, base.with(plan.changes()));
            key = key.then("FROM", earlier >= 0 ? List.of(Integer.toString(earlier)) : base.layers());
            for (Step.Copy copy : chain.copies(number)) {
                int from = file.stage(copy.stage().get(), number);
                key = key.then("of", from >= 0 ? List.of(Integer.toString(from)) : chain.image(copy.stage().get(), bases).layers());
            }
            int depth = earlier >= 0 ? depths.get(earlier) : base.layers().size();
            List<List<Step>> groups = groups(plan.steps(), Math.max(1, MOST_LAYERS - depth));
            depths.put(number, depth + groups.size());
            for (List<Step> group : groups) {
                for (Step step : group) {
                    key = step.after(key, step instanceof Step.Copy copy && copy.stage().isEmpty() ? contents.of(copy) : "");
                }
                chain.links.add(new Link(number, key, group));
            }
        }
        return chain;
    }

    private BaseDescription image(String name, Bases bases) throws IOException, InterruptedException {
        if (!images.containsKey(name)) {
            images.put(name, bases.describe(name));
        }
        return images.get(name);
    }

    /// A layer for each command and each copy; a directory is of the same layer as what follows it. What would be one layer too many is of the last.
    static List<List<Step>> groups(List<Step> steps, int most) {
        List<List<Step>> groups = new ArrayList<>();
        boolean open = false;
        for (Step step : steps) {
            if (!open && groups.size() < most) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(step);
            open = step instanceof Step.Directory;
        }
        return groups;
    }

    /// Of a stage's steps those that take from another stage or image.
    List<Step.Copy> copies(int stage) {
        return plans.get(stage).steps().stream().filter(step -> step instanceof Step.Copy copy && copy.stage().isPresent()).map(Step.Copy.class::cast).toList();
    }

    /// The number of the stage that another one begins with, or -1.
    int base(int stage) {
        return file.stage(file.stages().get(stage).base(), stage);
    }

    int last() {
        return stages.getLast();
    }

    /// Of a stage those layers that are found.
    ///
    /// @param found how many of all are, from the first on
    List<Link> reused(int stage, int found) {
        return links.subList(0, found).stream().filter(link -> link.stage() == stage).toList();
    }

    /// Of a stage those layers that are made.
    List<Link> made(int stage, int found) {
        return links.subList(found, links.size()).stream().filter(link -> link.stage() == stage).toList();
    }

    /// Copies of a stage that are made and take from elsewhere.
    List<Step.Copy> takes(int stage, int found) {
        List<Step.Copy> copies = copies(stage);
        List<Step> steps = made(stage, found).stream().flatMap(link -> link.steps().stream()).toList();
        // By what it is and not by what it says: the same line may be there twice.
        return copies.stream().filter(copy -> steps.stream().anyMatch(step -> step == copy)).toList();
    }

    /// Stages whose files are needed, where so many layers are found: those that are made, and what they begin with and take from.
    Set<Integer> wanted(int found) {
        Set<Integer> wanted = new HashSet<>();
        want(last(), found, wanted);
        return wanted;
    }

    private void want(int stage, int found, Set<Integer> wanted) {
        if (stage < 0 || !wanted.add(stage)) {
            return;
        }
        want(base(stage), found, wanted);
        takes(stage, found).forEach(copy -> want(file.stage(copy.stage().get(), stage), found, wanted));
    }

    /// What others that are made take from a stage.
    List<Step.Copy> takenFrom(int stage, int found) {
        return wanted(found).stream().sorted().flatMap(later -> takes(later, found).stream().filter(copy -> file.stage(copy.stage().get(), later) == stage))
                .toList();
    }

    /// Whether a stage's image is what another one begins with, or the build's.
    boolean isImage(int stage, int found) {
        return stage == last() || wanted(found).stream().anyMatch(later -> base(later) == stage);
    }
}
