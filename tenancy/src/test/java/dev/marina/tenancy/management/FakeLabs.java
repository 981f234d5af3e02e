package dev.marina.tenancy.management;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Two courses of labs with two goals each. A cluster has the runs that a test puts there; one that is called after a lab has a run of it, which began long ago and has
/// reached its first goal, as of each lab that a class opens to it; one called `silent` does not answer.
public class FakeLabs implements ManagementLabs {

    public static final Words SEES = new Words("The pod is Pending.", "Pod 处于 Pending。");

    public final Map<String, List<LabResult>> runs = new ConcurrentHashMap<>();

    @Override
    public List<InstalledLab> labs() {
        return List.of(lab("first-pod", "first-steps"), lab("labels", "first-steps"), lab("access", "in-depth"));
    }

    private static InstalledLab lab(String id, String course) {
        return new InstalledLab(id, course, new Words("Lab " + id, "实验 " + id),
                List.of(new InstalledLab.Goal("made", new Words("Made", "创建")), new InstalledLab.Goal("runs", new Words("Runs", "运行"))));
    }

    @Override
    public List<LabResult> results(String tenant, String cluster, Set<String> labs) {
        if (cluster.equals("silent")) {
            throw new ProblemException(new Problem.Unavailable("it does not answer", Duration.ofSeconds(1)));
        }
        Stream<LabResult> ofClasses = open.getOrDefault(tenant + "/" + cluster, Set.of()).stream().filter(copies::containsKey)
                .map(name -> run(name + "--paint", "2026-01-01T10:00:00Z"));
        return Stream.concat(runs.getOrDefault(tenant + "/" + cluster, List.of(run(cluster, "2026-01-01T10:00:00Z"))).stream(), ofClasses)
                .filter(run -> labs.contains(run.lab())).toList();
    }

    /// What was copied, by the names of the copies; their tenants' names stand before the clusters'. A cluster has the source `mine` with one lab, and no other.
    public final Map<String, OpenedSource> copies = new ConcurrentHashMap<>();
    /// Which copies are open in a cluster.
    public final Map<String, Set<String>> open = new ConcurrentHashMap<>();

    @Override
    public OpenedSource open(String tenant, String cluster, String source, String name) {
        if (!source.equals("mine")) {
            throw new ProblemException(new Problem.NotFound("source " + source));
        }
        InstalledLab lab = lab(name + "--paint", "");
        copies.put(name, new OpenedSource(name, tenant + "/" + cluster, source, "Same", List.of(lab)));
        return new OpenedSource(name, cluster, source, "Same", List.of(lab));
    }

    @Override
    public List<OpenedSource> opened(String tenant, Set<String> names) {
        return names.stream().sorted().flatMap(name -> Stream.ofNullable(copies.get(name)))
                .filter(copy -> copy.cluster().startsWith(tenant + "/"))
                .map(copy -> new OpenedSource(copy.name(), copy.cluster().substring(tenant.length() + 1), copy.source(), copy.now(), copy.labs())).toList();
    }

    @Override
    public void close(String name) {
        copies.remove(name);
    }

    @Override
    public void let(String tenant, String cluster, Set<String> names) {
        open.put(tenant + "/" + cluster, names);
    }

    /// Half of it is done since it began.
    public static LabResult run(String lab, String began) {
        return new LabResult(lab, lab, began, "Running", began, null, new LabResult.Score(1, 3),
                List.of(new LabResult.Goal("made", new Words("Made", "创建"), "met", new Words("It is there.", "已存在。"), 1, 1, began, null, null),
                        new LabResult.Goal("runs", new Words("Runs", "运行"), "unmet", SEES, 2, 0, null, null, null)));
    }
}
