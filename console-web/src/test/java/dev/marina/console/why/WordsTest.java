package dev.marina.console.why;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.console.login.Language;
import dev.marina.console.shell.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Everything that an explanation may say has words in every language.
class WordsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static boolean known(String key) {
        return Language.ALL.stream().noneMatch(language -> new Messages().getTranslation(key, language).equals(key));
    }

    private static Reasons.Texts in(Locale language) {
        return (key, values) -> new Messages().getTranslation(key, language, values);
    }

    @Test
    void everyReasonThatIsDocumentedHasWords() throws IOException {
        String table = Files.readString(Path.of("../docs/explaining.md"));
        Set<String> documented = new TreeSet<>();
        Matcher reason = Pattern.compile("`([A-Z][A-Za-z]+)`").matcher(table.substring(table.indexOf("| of | reasons |"), table.indexOf("`NoNodeFits` has")));
        while (reason.find()) {
            documented.add(reason.group(1));
        }
        assertTrue(documented.size() > 20, documented::toString);
        documented.removeAll(Reasons.FIELDS.keySet());
        assertEquals(Set.of(), documented);
        assertTrue(Reasons.FIELDS.keySet().stream().allMatch(each -> known("why.reason." + each)));
    }

    @Test
    void everyPluginThatRefusesNodesHasWords() throws IOException {
        Path plugins = Path.of("../control-plane/scheduler/src/main/java/dev/marina/scheduler/plugin");
        try (Stream<Path> files = Files.list(plugins)) {
            for (Path file : files.toList()) {
                if (Files.readString(file).contains("SchedulerPlugin.Filter")) {
                    String name = file.getFileName().toString().replace(".java", "");
                    assertTrue(known("why.plugin." + name), name);
                }
            }
        }
    }

    @Test
    void everyChangeFieldContainerStateAndActorHasWords() {
        Stream.of(ChangeWords.FIELDS.keySet().stream().map(each -> "why.change." + each),
                ChangeWords.PROPOSED.keySet().stream().map(each -> "why.remedy." + each), FieldWords.KEYS.values().stream().map(each -> "why.field." + each),
                Reasons.CONTAINER.stream().map(each -> "why.container." + each), Stream.of(Actor.Kind.values()).map(kind -> new Actor(kind, "").key()))
                .flatMap(each -> each).forEach(key -> assertTrue(known(key), key));
    }

    @Test
    void dataFillsTheWordsAndTheMessageIsNotRead() throws IOException {
        Wait wait = new Wait(JSON.readTree("""
                {"reason":"NoPods","message":"whatever it says","selector":{"app":"web"}}"""));
        assertEquals("No pod of the namespace has the labels that it selects: app=web.", Reasons.say(wait, in(Locale.ENGLISH)));
        assertEquals("命名空间中没有带有所选标签的 Pod：app=web。", Reasons.say(wait, in(Locale.SIMPLIFIED_CHINESE)));
        assertFalse(Reasons.say(new Wait(JSON.readTree("{\"reason\":\"Novel\",\"message\":\"m\"}")), in(Locale.ENGLISH)).contains("m\""));
    }

    @Test
    void whatTheClusterProposesHasWordsAndWhatNobodyKnowsIsSaidAsItIs() throws IOException {
        assertEquals("Lead to the pods' port 8080 instead of web", ChangeWords.proposed(JSON.readTree("""
                {"change":"targetPort","message":"whatever","from":"web","to":"8080"}"""), in(Locale.ENGLISH)));
        assertEquals("选择 app=web，而不是 app-web：2 个 Pod 有它，其中 1 个就绪", ChangeWords.proposed(JSON.readTree("""
                {"change":"selectorValue","key":"app","from":"app-web","to":"web","pods":"2","ready":"1"}"""), in(Locale.SIMPLIFIED_CHINESE)));
        assertEquals("novel: do it", ChangeWords.proposed(JSON.readTree("{\"change\":\"novel\",\"message\":\"do it\"}"), in(Locale.ENGLISH)));
    }

    @Test
    void aChangeIsSaidWithItsValues() throws IOException {
        assertEquals("Ask for less cpu: 2000m instead of 2500m", ChangeWords.say(JSON.readTree("""
                {"constraint":"requests","change":"lower","resource":"cpu","from":"2500m","to":"2000m"}"""), in(Locale.ENGLISH)));
    }

    @Test
    void whoMadeAChangeIsToldByTheirName() {
        assertEquals(new Actor(Actor.Kind.CONTROLLER, "deployment"), Actor.of("system:serviceaccount:kube-system:deployment-controller"));
        assertEquals(new Actor(Actor.Kind.NODE, "n1"), Actor.of("system:node:n1"));
        assertEquals(new Actor(Actor.Kind.SERVICE_ACCOUNT, "shop/robot"), Actor.of("system:serviceaccount:shop:robot"));
        assertEquals(Actor.Kind.SCHEDULER, Actor.of("system:kube-scheduler").kind());
        assertEquals(new Actor(Actor.Kind.PERSON, "ann@acme.test"), Actor.of("ann@acme.test"));
    }
}
