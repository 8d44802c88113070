// Starts the form once the page has been painted: script, wasm and data of its first part come at the same time,
// and are asked for again where the link breaks.
const w=window,f=document.getElementById("form"),
wait=t=>new Promise(r=>{setTimeout(r,t);addEventListener("online",r,{once:true})}),
painted=f=>w.PerformanceObserver&&(PerformanceObserver.supportedEntryTypes||[]).includes("paint")?
new PerformanceObserver((_,o)=>{o.disconnect();f()}).observe({type:"paint",buffered:true}):
requestAnimationFrame(()=>requestAnimationFrame(f)),
get=async(a,integrity)=>{const r=await fetch(a,integrity?{integrity}:{});if(!r.ok)throw r;return r};
// Whoever comes back finds in the fields what the browser puts into them again, until "pageshow" and without an
// "input": the form starts when that is there. Not so where all of it is in a draft, which may be newer, or deleted:
// then the fields are emptied, unless somebody has typed meanwhile. wasm-form/src/browser/address.rs sets that mark.
const back=(performance.getEntriesByType("navigation")[0]||{}).type=="back_forward",kept=history.state=="kept";
let typed=0,ready=0;
addEventListener("input",()=>{typed=1},{once:true});
if(kept)history.replaceState(null,"",back?location.pathname:location.href);
if(back)ready=new Promise(r=>addEventListener("pageshow",()=>{if(kept&&!typed)document.getElementById("application").reset();r()},{once:true}));
if(w.formWorks&&f.dataset.check)painted(async()=>{
await ready;
for(let n=0;;n++)try{
const d=get(f.dataset.check,f.dataset.integrity).then(r=>r.arrayBuffer()),p=get("WASM","INTEGRITY"),t=n%TRIES,s=import("SCRIPT"+(t?"?"+t:""));
for(const a of [d,p,s])a.catch(()=>{});
await d;w["data-check"]=d;
await(await s).default({module_or_path:await p});
w.formFails(false);
break
}catch(e){
if(n+1==TRIES)w.formFails(true);
await wait(1e3*2**Math.min(n,5)*(.5+Math.random()/2))
}
});
