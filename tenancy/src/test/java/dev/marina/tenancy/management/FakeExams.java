package dev.marina.tenancy.management;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Two exams. An attempt is graded, half right, when its time is over, or at once in a cluster called `quick`; a cluster called `busy` takes none, one called
/// `silent` does not answer, and one called `gone` has lost it.
public class FakeExams implements ManagementExams {

    public final Map<UUID, Wanted> begun = new ConcurrentHashMap<>();

    @Override
    public List<InstalledExam> exams() {
        return List.of(new InstalledExam("administrator", new Words("Administrator", "管理员"), new Words("Rights.", "权限。"), 60, 66, 7),
                new InstalledExam("developer", new Words("Developer", "开发者"), new Words("Pods.", "Pod。"), 60, 66, 7));
    }

    @Override
    public void begin(Wanted wanted) {
        if (wanted.cluster().equals("busy")) {
            throw new ProblemException(new Problem.Conflict("labs of the exam are under way in this cluster", List.of()));
        }
        begun.putIfAbsent(wanted.attempt(), wanted);
    }

    @Override
    public Optional<ExamResult> result(String tenant, String cluster, UUID attempt) {
        return switch (cluster) {
            case "gone" -> Optional.empty();
            case "silent" -> throw new ProblemException(new Problem.Unavailable("it does not answer", java.time.Duration.ofSeconds(1)));
            default -> Optional.ofNullable(begun.get(attempt)).filter(wanted -> wanted.tenant().equals(tenant)).map(wanted -> cluster.equals("quick")
                    || !Instant.now().isBefore(wanted.ends()) ? graded(wanted.ends()) : new ExamResult("Running", null, null, null, null, null, false));
        };
    }

    private static ExamResult graded(Instant ends) {
        ExamResult.Version seen = new ExamResult.Version("configmaps", "lab-x", "=cmd()", "u-1", "812");
        return new ExamResult("Graded", ends.toString(), ends.toString(), new ExamResult.Score(50, 66, false, 3, 6),
                List.of(new ExamResult.Task("rights", "access", new Words("Rights", "权限"), 1, 3, 6, false, List.of(
                        new ExamResult.Goal("role", new Words("Role", "角色"), "met", new Words("It is there.", "已存在。"), 3, 3,
                                new ExamResult.Decision("812", ends.toString(), "ann", seen), List.of(seen)),
                        new ExamResult.Goal("bound", new Words("Bound", "绑定"), "unmet", new Words("There is none.", "没有。"), 3, 0, null, null)))),
                List.of(new ExamResult.Asked(ends.toString(), "rights", "ann@acme.test", "create", "roles", "reader", 201, "kubectl")), true);
    }
}
