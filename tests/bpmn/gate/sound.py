"""Diagrams that are sound, each with something that a careless analysis takes for a fault (see ``sketch``)."""

SOUND = {
    "an inclusive block": """
        start s
        or g
        user a
        user b
        user c
        or j
        end e
        s > g
        g > a if x
        g > b if y
        g > c else
        a > j > e
        b > j
        c > j
    """,
    "a correction loop with a reminder at a boundary": """
        start s
        xor m
        user a
        boundary remind attachedToRef="a" cancelActivity="false" : <timerEventDefinition/>
        script note
        end noted
        xor g
        end e
        s > m > a > g
        g > m if again
        g > e else
        remind > note > noted
    """,
    "a join that a boundary event leads around": """
        start s
        and g
        user a
        boundary late attachedToRef="a" : <timerEventDefinition/>
        user b
        xor m
        and j
        end e
        s > g > a > m > j > e
        g > b > j
        late > m
    """,
    "branches that end by themselves": """
        start s
        and g
        user a
        user b
        end one
        end two
        s > g > a > one
        g > b > two
    """,
    "a loop inside a parallel block that no rule of shape folds": """
        start s
        and g
        xor m
        user a
        xor again
        user b
        and j
        xor last
        user c
        end e
        s > g > m > a > again
        again > m if x
        again > last else
        g > b > j > e
        last > j if y
        last > c else
        c > j2
        xor j2
        j2 > end2
        end end2 : <terminateEventDefinition/>
    """,
    "a subprocess whose error leaves it": """
        start s
        sub w {
        start ws
        user wa
        end we : <errorEventDefinition errorRef="err"/>
        ws > wa > we
        }
        boundary failed attachedToRef="w" : <errorEventDefinition/>
        end e
        end f
        ^ <error id="err" errorCode="X"/>
        s > w > e
        failed > f
    """,
    "an event gateway": """
        start s
        evt g
        catch m : <messageEventDefinition/>
        catch t : <timerEventDefinition/>
        xor j
        end e
        s > g > m > j > e
        g > t > j
    """,
    "links": """
        start s
        throw out : <linkEventDefinition name="l"/>
        catch in : <linkEventDefinition name="l"/>
        end e
        s > out
        in > e
    """,
    "a process without start event": """
        user a
        user b
        and j
        a > j
        b > j
    """,
    "a waiting loop": """
        start s
        xor m
        user a
        xor g
        end e
        s > m > a > g
        g > m if x
        g > e else
    """,
    "an inclusive block in a loop": """
        start s
        xor m
        or f
        user a
        user b
        or j
        xor g
        end e
        s > m > f > a > j > g
        f > b > j
        g > m if again
        g > e else
    """,
    "an inclusive join after a branch that may end early": """
        start s
        and f
        user a
        xor c
        user b
        or j
        end e
        end early
        s > f > a > j > e
        f > c
        c > b if x
        c > early else
        b > j
    """,
    "parallel parts that cross": """
        start s
        and f
        user a
        user b
        and p
        and q
        user c
        user d
        and j
        end e
        s > f > a > p > c > j > e
        f > b > q > d > j
        p > q
    """,
    "conditional flows of a task": """
        start s
        user a
        user b
        user c
        or j
        end e
        s > a
        a > b if x
        a > c if y
        a > j else
        b > j > e
        c > j
    """,
    "a terminate end that overtakes a join": """
        start s
        and f
        user a
        xor c
        user b
        and j
        end e
        end over : <terminateEventDefinition/>
        s > f > a > c
        c > j if x
        c > over else
        f > b > j > e
    """,
    "links that go back": """
        start s
        xor m
        user a
        xor g
        throw back : <linkEventDefinition name="again"/>
        catch here : <linkEventDefinition name="again"/>
        end e
        s > m > a > g
        g > e if x
        g > back else
        here > m
    """,
    "a non-interrupting event subprocess": """
        start s
        user a
        end e
        s > a > e
        sub w triggeredByEvent="true" {
        start ws isInterrupting="false" : <signalEventDefinition/>
        user b
        end we
        ws > b > we
        }
    """,
    "several start events": """
        start s
        start t : <messageEventDefinition/>
        user a
        end e
        s > a > e
        t > a
    """,
}
