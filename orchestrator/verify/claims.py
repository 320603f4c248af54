"""Whether a text shows anything, or only claims that something is done; pure."""

from __future__ import annotations

import re
import unicodedata

# A text of nothing but these says what everybody says; one other word is enough to say more.
_WORDS = """
    above accomplished achieved ack add added addressed again all already also am an and any are
    as asked been below but by can carried check checked checks claim complete completed
    completely completes completion confirm confirmed correct correctly criteria criterion
    delivered described did do does done else entire entirely everything evidence executed
    expected finalized finally fine finish finished finishes fixed for fulfilled full fully good
    great green handled has have here hereby how implementation implemented in instructed
    instructions is it its job just lgtm looks made match matches me meets met my na need needed
    now of ok okay on out passed passes passing per perfect perfectly performed please proof
    proven ready report reported request requested required requirement requirements requires
    resolved satisfied satisfies see should so specified status step steps still subtask succeeded
    success successful successfully task tasks test tested tests that the their them then there
    these they thing things this those to true trust up validated verdict verified very was we
    well went were what which whole with without work worked working works yep yes you yup

    be cannot could couldn didn doesn don fail failed failing fails later nil no none not nothing
    null pending placeholder skip skipped soon tbd todo undone unfinished unknown will wip won
    would

    abgeschlossen alles aufgabe das erledigt fertig funktioniert gemacht geschafft ist ja
    umgesetzt wurde bon c'est complet effectué est fait fini oui réussi terminé tout tâche
    completado está hecha hecho listo sí tarea terminado todo completo concluído feito pronto sim
    tarefa compito completato fatto finito tutto gedaan klaar voltooid färdig klar klart utfört
    ferdig fullført færdig tehty valmis gotowe skończone ukończone wykonane zrobione dokončeno
    hotovo splněno kész elkészült gata terminat bitti tamam tamamlandı yapıldı selesai sudah xong
    hoàn thành всё все выполнено готово задача завершено сделано да виконано зроблено έγινε έτοιμο
    ολοκληρώθηκε تم اكتمل בוצע הושלם पूर्ण हो गया เสร็จแล้ว 完成
    完成了 已完成 搞定 好了 完了 完了しました 完了です できました
    終わりました 완료 완료했습니다 완료됨 끝
"""
# Marks without words: a ticked box, a tag, an entity, an emoji by its name, “100 %” and “3/3”.
_MARKUP = re.compile(r"\[[ x]\]|<[^<>]*>|&#?\w+;|:[a-z0-9_+-]+:|\b100\s*%|\b(\d+)\s*/\s*\1\b")
_WORD = re.compile(r"[^\W_]+")


def only_claims(text: str, *, names: str = "", asked: str = "") -> bool:
    """Whether the text tells nothing that was seen or made: `Done.`, `all tests passed`, or only
    repeats what was `asked`. `names` are words by which that is called, and tell nothing either."""
    said = _said(text) - _words(names)
    return not said or said == _said(asked) - _words(names)


def _said(text: str) -> set[str]:
    """The words that may tell something; a letter alone does not."""
    words = _words(text) - _SAY_NOTHING
    return {word for word in words if len(word) > 1 or not word.isascii() or word.isdigit()}


def _words(text: str) -> set[str]:
    """All words in one spelling, whatever letters they are written with."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in plain if unicodedata.category(each) not in ("Mn", "Me", "Cf"))
    return set(_WORD.findall(_MARKUP.sub(" ", plain)))


_SAY_NOTHING = frozenset(_words(_WORDS))
