"""Labels held-out rows with scikit-learn or fastText, in the folds that parley-train had.

usage: peers.py sklearn|fasttext PROCESSES < problem.json > labels.json

The problem: {"texts": [...], "gold": [...], "fold": [...], "extra": {"texts": [...], "gold": [...]},
"metric": "accuracy" or "macro_f1", "vectors": FILE or null}. Extra rows train in every fold. What
comes out: {NAME: {"given": [...], "seconds": S}}, one entry for each configuration.

A cost (scikit-learn), or the passes and the rate (fastText), is chosen inside the training rows of
a fold: these are the rows of the other folds, and three groups of these folds are held out in turn.
So rows of one article stay together there too. For fastText the choice is made in the first fold
and kept. Which configuration is the best is the caller's to say, with hindsight: a little in favour
of the other programs.
"""
import json
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import time

INNER = 3


def figure(metric, gold, given):
    if metric == 'accuracy':
        return sum(a == b for a, b in zip(gold, given)) / len(gold)
    labels = {*gold, *given}
    return sum(2 * sum(a == b == x for a, b in zip(gold, given)) /
               (gold.count(x) + given.count(x)) for x in labels) / len(labels)


def inner_parts(problem, train):
    """The training rows, each in one of INNER parts that keep folds whole."""
    order = sorted({problem['fold'][i] for i in train})
    return [order.index(problem['fold'][i]) % INNER for i in train]


# --- scikit-learn -------------------------------------------------------------------------------

def vectorizers():
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.pipeline import make_union
    def words():
        return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    return {
        'tf-idf, words 1-2': (words(), (0.1, 0.3, 1, 3)),
        'binary, words 1-2': (CountVectorizer(ngram_range=(1, 2), binary=True),
                              (0.003, 0.01, 0.03, 0.1, 0.3)),
        'tf-idf, words 1-2, characters 3-5': (make_union(words(), TfidfVectorizer(
            analyzer='char_wb', ngram_range=(3, 5), sublinear_tf=True)), (0.1, 0.3, 1, 3)),
    }


def sklearn_fold(job):
    import numpy
    import warnings
    from sklearn.svm import LinearSVC
    warnings.simplefilter('ignore')
    problem, name, fold = job
    vectorizer, costs = vectorizers()[name]
    train = [i for i, f in enumerate(problem['fold']) if f != fold]
    test = [i for i, f in enumerate(problem['fold']) if f == fold]
    extra = problem['extra']
    texts = [problem['texts'][i] for i in train]
    x = vectorizer.fit_transform(texts + extra['texts'])
    y = numpy.array([problem['gold'][i] for i in train] + extra['gold'])
    part = numpy.array(inner_parts(problem, train) + [-1] * len(extra['gold']))
    def score(cost):
        given, gold = [], []
        for k in range(INNER):
            machine = LinearSVC(C=cost).fit(x[part != k], y[part != k])
            given += list(machine.predict(x[part == k]))
            gold += list(y[part == k])
        return figure(problem['metric'], gold, given)
    cost = max(costs, key=score)
    machine = LinearSVC(C=cost).fit(x, y)
    return test, list(machine.predict(vectorizer.transform([problem['texts'][i] for i in test])))


def run_sklearn(problem, processes):
    out = {}
    folds = sorted(set(problem['fold']))
    with multiprocessing.Pool(processes) as pool:
        for name in vectorizers():
            begin = time.monotonic()
            given = [None] * len(problem['gold'])
            for rows, labels in pool.imap_unordered(sklearn_fold,
                                                    [(problem, name, f) for f in folds]):
                for row, label in zip(rows, labels):
                    given[row] = str(label)
            out[name] = {'given': given, 'seconds': time.monotonic() - begin}
    return out


# --- fastText -----------------------------------------------------------------------------------

SETTINGS = [(10, 0.5), (25, 0.3), (25, 1.0)]  # epochs, rate


def tokens(text):
    return ' '.join(re.findall(r"\w+(?:['’]\w+)*|[^\w\s]", text.lower()))


class FastText:
    def __init__(self, folder, problem, vectors):
        self.folder, self.problem = folder, problem
        self.labels = sorted(set(problem['gold']))
        self.vectors = os.path.join(folder, 'words.vec') if vectors else None
        texts = problem['texts'] + problem['extra']['texts']
        self.lines = [tokens(t) for t in texts]
        self.gold = problem['gold'] + problem['extra']['gold']
        if vectors:
            self.pick_vectors(vectors)

    def pick_vectors(self, path):
        """The vectors of the words that occur: fastText would read the whole file each time."""
        words = {w for line in self.lines for w in line.split()}
        kept = []
        with open(path, encoding='utf-8') as file:
            for line in file:
                word, _, rest = line.partition(' ')
                if word in words and rest.count(' ') > 1:
                    kept.append(line)
        self.dimension = kept[0].count(' ')
        with open(self.vectors, 'w', encoding='utf-8') as file:
            file.write(f'{len(kept)} {self.dimension}\n' + ''.join(kept))

    def label(self, train, test, epochs, rate):
        base = os.path.join(self.folder, 'fold')
        train = list(train)  # fastText takes them as they come: not all of one label first
        random.Random(1).shuffle(train)
        with open(base + '.train', 'w', encoding='utf-8') as file:
            for i in train:
                file.write(f'__label__{self.labels.index(self.gold[i])} {self.lines[i]}\n')
        with open(base + '.test', 'w', encoding='utf-8') as file:
            file.writelines(self.lines[i] + '\n' for i in test)
        command = ['fasttext', 'supervised', '-input', base + '.train', '-output', base,
                   '-wordNgrams', '2', '-epoch', str(epochs), '-lr', str(rate), '-bucket', '200000',
                   '-thread', '1', '-seed', '1', '-verbose', '0']
        if self.vectors:
            command += ['-pretrainedVectors', self.vectors, '-dim', str(self.dimension)]
        subprocess.run(command, check=True, capture_output=True)
        done = subprocess.run(['fasttext', 'predict', base + '.bin', base + '.test'], check=True,
                              capture_output=True, text=True)
        given = done.stdout.split('\n')[:len(test)]
        return [self.labels[int(g[len('__label__'):])] if g else self.labels[0] for g in given]


def run_fasttext(problem, vectors):
    begin = time.monotonic()
    given = [None] * len(problem['gold'])
    extra = range(len(problem['gold']), len(problem['gold']) + len(problem['extra']['gold']))
    best = None
    # In memory where there is such a place: every model is 80 MB.
    place = '/dev/shm' if os.access('/dev/shm', os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=place) as folder:
        program = FastText(folder, problem, vectors)
        for fold in sorted(set(problem['fold'])):
            train = [i for i, f in enumerate(problem['fold']) if f != fold]
            test = [i for i, f in enumerate(problem['fold']) if f == fold]
            if not best:
                part = inner_parts(problem, train)
                held = [i for i, p in zip(train, part) if p == 0]
                rest = [i for i, p in zip(train, part) if p != 0]
                best = max(SETTINGS, key=lambda s: figure(
                    problem['metric'], [problem['gold'][i] for i in held],
                    program.label([*rest, *extra], held, *s)))
            for row, label in zip(test, program.label([*train, *extra], test, *best)):
                given[row] = label
    return {'given': given, 'seconds': time.monotonic() - begin}


def main():
    problem = json.load(sys.stdin)
    if sys.argv[1] == 'sklearn':
        out = run_sklearn(problem, int(sys.argv[2]))
    else:
        out = {'words 1-2': run_fasttext(problem, None)}
        if problem['vectors']:
            out['words 1-2, the same vectors'] = run_fasttext(problem, problem['vectors'])
    json.dump(out, sys.stdout)


if __name__ == '__main__':
    main()
