package dev.marina.labs.grading;

import dev.marina.labs.content.Act;
import dev.marina.labs.content.Condition.What;
import dev.marina.labs.content.Subject;
import dev.marina.labs.content.Texts;
import java.util.List;

/// What is there, in words that hold for every lab.
final class Words {

    private static final int MOST_NAMES = 5;

    private Words() {}

    static Texts noType(Subject subject) {
        return new Texts("This cluster has no type %s.".formatted(subject.kind().kind()), "这个集群没有 %s 这种类型。".formatted(subject.kind().kind()));
    }

    static Texts noObject(Subject subject, String namespace) {
        String kind = subject.kind().kind();
        return namespace.isEmpty()
                ? new Texts("There is no %s %s yet.".formatted(kind, subject.name()), "还没有 %s %s。".formatted(kind, subject.name()))
                : new Texts("There is no %s %s in namespace %s yet.".formatted(kind, subject.name(), namespace),
                        "命名空间 %s 里还没有 %s %s。".formatted(namespace, kind, subject.name()));
    }

    static Texts count(String kind, List<String> names, int least, int most) {
        String english = most < Integer.MAX_VALUE && least > 0
                ? least == most ? "%d are wanted".formatted(least) : "%d to %d are wanted".formatted(least, most)
                : least > 0 ? "at least %d are wanted".formatted(least) : "at most %d are wanted".formatted(most);
        String chinese = most < Integer.MAX_VALUE && least > 0
                ? least == most ? "需要 %d 个".formatted(least) : "需要 %d 到 %d 个".formatted(least, most)
                : least > 0 ? "至少需要 %d 个".formatted(least) : "最多允许 %d 个".formatted(most);
        String shown = String.join(", ", names.stream().limit(MOST_NAMES).toList()) + (names.size() > MOST_NAMES ? ", …" : "");
        String list = names.isEmpty() ? "" : ": " + shown;
        return new Texts("%d of kind %s count, %s%s.".formatted(names.size(), kind, english, list),
                "符合条件的 %s 有 %d 个，%s%s。".formatted(kind, names.size(), chinese, names.isEmpty() ? "" : "：" + shown));
    }

    static Texts told(String object, String message) {
        return new Texts("It was told of %s: %s".formatted(object, message), "关于 %s 的事件：%s".formatted(object, message));
    }

    static Texts notTold(What.Told wanted) {
        String about = (wanted.kind() + " " + wanted.name()).strip();
        return new Texts("No event %s%s has been told so far.".formatted(wanted.reason(), about.isEmpty() ? "" : " about " + about),
                "还没有出现%s %s 事件。".formatted(about.isEmpty() ? "" : "关于 " + about + " 的", wanted.reason()));
    }

    /// @param missing what they should be allowed and are not
    /// @param excess what they are allowed and should not be
    static Texts permits(String user, String namespace, List<Act> missing, List<Act> excess) {
        if (missing.isEmpty() && excess.isEmpty()) {
            return new Texts("%s may do what they should, and no more.".formatted(user), "%s 的权限恰好符合要求。".formatted(user));
        }
        String english = namespace.isEmpty() ? " in the cluster" : " in namespace " + namespace;
        String chinese = namespace.isEmpty() ? "在整个集群里" : "在命名空间 %s 里".formatted(namespace);
        return new Texts(
                "%s%s%s.".formatted(user, english,
                        list(" may not yet: ", missing) + list(missing.isEmpty() ? " may, but should not: " : "; may, but should not: ", excess)),
                "%s %s%s。".formatted(user, chinese, list("还不能：", missing) + list(missing.isEmpty() ? "不应该却能：" : "；不应该却能：", excess)));
    }

    private static String list(String before, List<Act> acts) {
        return acts.isEmpty() ? "" : before + String.join(", ", acts.stream().map(Act::toString).toList());
    }

    static Texts broken(String time, Texts then) {
        return new Texts("It was otherwise at %s. %s".formatted(time, then.en()), "在 %s 曾经不是这样。%s".formatted(time, then.zh()));
    }

    static Texts progress(int done, int all, Texts now) {
        return new Texts("%s (%d of %d have happened)".formatted(now.en(), done, all), "%s（已发生 %d/%d 步）".formatted(now.zh(), done, all));
    }

    static Texts notVisible(Subject subject, String namespace) {
        String kind = subject.kind().kind();
        return new Texts(
                "This lab may not look at %s%s; an administrator of the cluster can allow it to the group marina:labs.".formatted(kind,
                        namespace.isEmpty() ? "" : " in namespace " + namespace),
                "这个实验无权查看%s %s；集群管理员可以为 marina:labs 组授权。".formatted(namespace.isEmpty() ? "" : "命名空间 %s 里的".formatted(namespace), kind));
    }

    static Texts rightsNotVisible(String namespace) {
        return new Texts("This lab may not look at who may do what %s.".formatted(namespace.isEmpty() ? "in the cluster" : "in namespace " + namespace),
                "这个实验无权查看%s里的权限。".formatted(namespace.isEmpty() ? "集群" : "命名空间 " + namespace));
    }

    static final Texts TOO_DEAR = new Texts("Looking at this takes more than a lab may take; its author has to ask for less.", "查看这些内容的开销超过了实验的上限，作者需要简化目标。");
    static final Texts NOT_ASKED = new Texts("It has not been looked at yet.", "尚未查看。");
}
