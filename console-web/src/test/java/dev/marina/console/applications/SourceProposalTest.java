package dev.marina.console.applications;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

class SourceProposalTest {

    private static final String REPOSITORY = "https://git.example.org/Shop.git";

    private static String source(String place, String folder) {
        return new SourceProposal(place, folder, "").source().toString().replace('"', '\'');
    }

    private static String name(String place, String folder) {
        return new SourceProposal(place, folder, "").name();
    }

    @Test
    void aFolderAndWhatOfItStandTogether() {
        assertEquals("{'git':{'url':'%s','revision':'v1','path':'charts/web'}}".formatted(REPOSITORY), source(" " + REPOSITORY, "charts/web@v1"));
        assertEquals("{'git':{'url':'%s','revision':'main'}}".formatted(REPOSITORY), source(REPOSITORY, "@main"));
        assertEquals("{'git':{'url':'%s','path':'over/prod'}}".formatted(REPOSITORY), source(REPOSITORY, "./over/prod/"));
        assertEquals("{'chart':'https://charts.example.org/my-web-1.2.3.tgz'}", source("https://charts.example.org/my-web-1.2.3.tgz", ""));
    }

    @Test
    void theFolderOrWhatItIsInGivesTheName() {
        assertEquals("web", name(REPOSITORY, "charts/web@v1"));
        assertEquals("shop", name(REPOSITORY, "@main"));
        assertEquals("my-web", name("https://charts.example.org/my-web-1.2.3.tgz", ""));
        assertEquals("web", name("oci://localhost:8080/acme/charts/web:1.2.3", ""));
        assertEquals("{'chart':'oci://localhost:8080/acme/web:1.2.3'}", source("oci://localhost:8080/acme/web:1.2.3", ""));
        assertEquals("", name("", ""));
    }

    @Test
    void aChangeTakesAwayWhatIsNotSaidAnyMore() {
        var before = JsonNodeFactory.instance.objectNode().put("values", "a: 1").put("fetches", 2);
        before.putObject("git").put("url", REPOSITORY).put("path", "a").put("revision", "b");
        SourceProposal now = SourceProposal.of(before);

        assertEquals("a@b", now.folder());
        assertEquals("{'source':{'git':{'url':'%s','path':'c','revision':null},'values':null,'chart':null,'fetches':3}}".formatted(REPOSITORY),
                new SourceProposal(REPOSITORY, "c", " ").change(before).toString().replace('"', '\''));
    }
}
