package dev.marina.console.shell;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import java.util.UUID;
import org.slf4j.LoggerFactory;

/// Instead of a page that could not be built: a number, under which the log says more.
@AnonymousAllowed
@ParentLayout(MainLayout.class)
public class ErrorView extends Div implements HasErrorParameter<Exception> {

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<Exception> parameter) {
        String number = UUID.randomUUID().toString();
        LoggerFactory.getLogger(ErrorView.class).atError().addKeyValue("error", number).addKeyValue("path", event.getLocation().getPath())
                .setCause(parameter.getException()).log("page failed");
        addClassName("narrow");
        Div card = new Div(new H2(getTranslation("error.title")), new Paragraph(getTranslation("error.text", number)),
                new Anchor("/", getTranslation("error.home")));
        card.addClassName("card");
        add(card);
        return 500;
    }
}
