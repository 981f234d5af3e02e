package dev.marina.labs.asking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.marina.api.Quantities;
import dev.marina.labs.content.Condition.What;
import dev.marina.labs.content.Texts;
import dev.marina.labs.grading.Sight;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What pods use, and whether that is as it should be. Who was not measured has not shown anything.
///
/// @param used by the names of the pods that were measured
/// @param unmeasured pods that run and of which nothing is known yet
record MeasuredPods(Map<String, BigDecimal> used, List<String> unmeasured) {

    private static final int MOST_NAMES = 5;
    private static final BigDecimal MILLI = BigDecimal.valueOf(1000);
    private static final BigDecimal MEBI = BigDecimal.valueOf(1 << 20);

    /// @param metrics a list of PodMetrics
    /// @param running names of the pods that are looked at
    static MeasuredPods of(JsonNode metrics, List<String> running, String resource, String container) {
        Map<String, BigDecimal> used = new LinkedHashMap<>();
        for (JsonNode pod : metrics.path("items")) {
            String name = pod.path("metadata").path("name").asText();
            if (running.contains(name)) {
                sum(pod, resource, container).ifPresent(amount -> used.put(name, amount));
            }
        }
        return new MeasuredPods(used, running.stream().filter(name -> !used.containsKey(name)).toList());
    }

    private static Optional<BigDecimal> sum(JsonNode pod, String resource, String container) {
        List<String> amounts = pod.path("containers").valueStream().filter(each -> container.isEmpty() || each.path("name").asText().equals(container))
                .map(each -> each.path("usage").path(resource).asText("")).toList();
        return amounts.isEmpty() || !amounts.stream().allMatch(Quantities::valid)
                ? Optional.empty()
                : Optional.of(amounts.stream().map(Quantities::value).reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    /// @param asked whose places are filled
    Sight sight(What.Uses asked) {
        if (used.isEmpty() && unmeasured.isEmpty()) {
            return Sight.of(false, new Texts("No running pod is there whose use could be measured.", "没有正在运行、可以测量用量的 Pod。"));
        }
        if (!unmeasured.isEmpty()) {
            String names = names(unmeasured);
            return Sight.of(false, new Texts("Not measured yet: %s. A container is with its second reading.".formatted(names),
                    "尚未测量：%s。容器要到第二次读数才有用量。".formatted(names)));
        }
        Map<String, BigDecimal> judged = asked.together() ? Map.of("", used.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add)) : used;
        List<String> wrong = new ArrayList<>(judged.entrySet().stream().filter(each -> !fits(each.getValue(), asked)).map(Map.Entry::getKey).toList());
        List<String> shown = wrong.isEmpty() ? List.copyOf(judged.keySet()) : wrong;
        String what = names(shown.stream().map(name -> (asked.together() ? "" : name + ": ") + amount(judged.get(name), asked.resource())).toList());
        return new Sight(wrong.isEmpty(), MissingNode.getInstance(), judged.size() - wrong.size(), judged.size(),
                new Texts(
                        "%s is used%s (%s); %s.".formatted(asked.resource(), asked.together() ? " by all pods together" : "", what,
                                wanted(asked, "at least ", "at most ")),
                        "%s 用量%s：%s；要求%s。".formatted(asked.resource(), asked.together() ? "（所有 Pod 合计）" : "", what, wanted(asked, "至少 ", "至多 "))));
    }

    private static boolean fits(BigDecimal amount, What.Uses asked) {
        return (asked.atLeast().isEmpty() || amount.compareTo(Quantities.value(asked.atLeast())) >= 0)
                && (asked.atMost().isEmpty() || amount.compareTo(Quantities.value(asked.atMost())) <= 0);
    }

    private static String wanted(What.Uses asked, String least, String most) {
        String both = asked.atLeast().isEmpty() || asked.atMost().isEmpty() ? "" : ", ";
        return (asked.atLeast().isEmpty() ? "" : least + asked.atLeast()) + both + (asked.atMost().isEmpty() ? "" : most + asked.atMost())
                + (least.startsWith("at") ? " wanted" : "");
    }

    /// As kubectl top shows it.
    private static String amount(BigDecimal amount, String resource) {
        return resource.equals("cpu")
                ? amount.multiply(MILLI).setScale(0, RoundingMode.CEILING) + "m"
                : amount.divide(MEBI, 0, RoundingMode.CEILING) + "Mi";
    }

    private static String names(List<String> names) {
        return String.join(", ", names.stream().limit(MOST_NAMES).toList()) + (names.size() > MOST_NAMES ? ", …" : "");
    }
}
